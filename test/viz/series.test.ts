/** Series of a window: bins of whole intervals, or the steps themselves. */
import { describe, expect, test } from "vitest";
import { causes, type RunRecord, type StepColumns } from "../../sim/index.ts";
import { readOutsAt } from "../../viz/data/read-outs.ts";
import { binned, stepwise } from "../../viz/data/series.ts";
import { stepsIn, trackOf } from "../../viz/data/track.ts";
import { hues } from "../../viz/hues.ts";
import { knownRun } from "./known-run.ts";

const THIN = "\u202f";
const columns = [
  ...["running", "waiting", "kv_blocks_used", "steps", "batch_tokens", "output_tokens_per_s"],
  ...["weights_s", "idle_s"],
] as const;

/** Two engines with 100 blocks each, for three intervals of 2 s and one of 1 s. */
const record = {
  engines: [{ kvBlocks: 100 }, { kvBlocks: 100 }],
  timeline: {
    intervals: 4,
    engines: 2,
    edges: Float64Array.of(0, 2, 4, 6, 7),
    columns,
    // A row: running, waiting, blocks, steps, tokens a step, answers/s, weights s, idle s.
    figures: Float64Array.from(
      [
        [1, 0, 10, 2, 50, 5, 1, 1],
        [1, 0, 10, 0, 0, 0, 0, 2],
        [3, 2, 50, 4, 30, 10, 2, 0],
        [1, 0, 10, 0, 0, 0, 0, 2],
        [5, 4, 90, 4, 5, 10, 2, 0],
        [1, 2, 10, 0, 0, 0, 0, 2],
        [0, 0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0, 1],
      ].flat(),
    ),
  },
} as unknown as RunRecord;

describe("a track", () => {
  test("of one engine is what the timeline says of it", () => {
    const { running, work } = trackOf(record, 0);
    expect([...running]).toEqual([1, 3, 5, 0]);
    // 2 steps of 50 tokens in 2 s, of which 5 a second were answers.
    expect([...work!.answer]).toEqual([10, 20, 20, 0]);
    expect([...work!.prompt]).toEqual([90, 100, 0, 0]);
    expect(work!.kvBlocks).toBe(100);
  });

  test("of all engines is their sum", () => {
    const { running, waiting, work } = trackOf(record, undefined);
    expect([...running]).toEqual([2, 4, 6, 0]);
    expect([...waiting]).toEqual([0, 2, 6, 0]);
    expect([...work!.kv]).toEqual([20, 60, 100, 0]);
    expect(work!.kvBlocks).toBe(200);
  });

  test("tells how many steps a window has, parts of intervals included", () => {
    expect(stepsIn(trackOf(record, 0), [1, 4])).toBe(1 + 4);
  });
});

describe("bins", () => {
  test("are as short as intervals allow, with one more on either side of the window", () => {
    const series = binned(trackOf(record, 0), [2.5, 3.5], 0.1);
    expect([...series.edges]).toEqual([0, 2, 4, 6]);
    expect(series.mean).toBe(2);
    expect([...series.running]).toEqual([1, 3, 5]);
    expect([...series.work!.answer]).toEqual([5, 10, 10]);
  });

  test("are means over two, four, eight … intervals where a screen cannot show each", () => {
    const series = binned(trackOf(record, 0), [0, 7], 3);
    expect(series.mean).toBe(4);
    expect([...series.edges]).toEqual([0, 4, 7]);
    // (1 · 2 s + 3 · 2 s) / 4 s, and (5 · 2 s + 0 · 1 s) / 3 s.
    expect([...series.running]).toEqual([2, 10 / 3]);
    expect([...series.work!.prompt]).toEqual([190 / 4, 0]);
    // 2 steps of 50 tokens and 4 of 30; 4 of 5, and none.
    expect([...series.work!.batch]).toEqual([220 / 6, expect.closeTo(5, 9)]);
  });

  test("have shares of wall time: of two engines half is idle while one works", () => {
    const { shares } = binned(trackOf(record, undefined), [2, 3], 0.1).work!;
    const at = (bin: number, key: string): number =>
      shares[bin * hues.length + hues.findIndex((hue) => hue.key === key)]!;
    expect([at(0, "weights"), at(0, "idle")]).toEqual([0.25, 0.75]);
    expect([at(1, "weights"), at(1, "idle")]).toEqual([0.5, 0.5]);
  });

  test("have shares that sum to exactly one, in a run with all that a run has", () => {
    const track = trackOf(knownRun(), 0);
    const end = track.edges.at(-1)!;
    for (const shortest of [0, end / 100, end / 7, end]) {
      const { bins, work } = binned(track, [0, end], shortest);
      for (let bin = 0; bin < bins; bin++) {
        const shares = work!.shares.subarray(bin * hues.length, (bin + 1) * hues.length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1);
      }
    }
  });
});

describe("steps", () => {
  const seconds = (parts: Partial<Record<string, number>>): number[] =>
    causes.map((cause) => parts[cause] ?? 0);
  /** Two steps of 1 s and 2 s, with half a second between them. */
  const steps = {
    count: 2,
    begin: Float64Array.of(1, 2.5),
    end: Float64Array.of(2, 4.5),
    idle: Float64Array.of(0, 0.5),
    byCause: Float64Array.from([seconds({ weights: 1 }), seconds({ kv: 0.5, matrix: 1.5 })].flat()),
    stages: { count: 0 },
    shape: { tokens: Float64Array.of(33, 107), prefillTokens: Float64Array.of(30, 100) },
    outputTokens: Int32Array.of(4, 8),
    running: Int32Array.of(4, 8),
    waiting: Int32Array.of(1, 0),
    kvBlocks: Int32Array.of(20, 30),
  } as unknown as StepColumns;
  const series = stepwise(steps, [0, 5], 40);

  test("are bins, and so is the time between them, which is idle", () => {
    expect([...series.edges]).toEqual([1, 2, 2.5, 4.5]);
    expect([...series.running]).toEqual([4, 4, 8]);
    expect([...series.work!.prompt]).toEqual([30, 0, 50]);
    expect([...series.work!.answer]).toEqual([4, 0, 4]);
    expect([...series.work!.batch]).toEqual([33, 0, 107]);
  });

  test("outside the window are left out", () => {
    expect([...stepwise(steps, [2.2, 2.3], 40).edges]).toEqual([2, 2.5, 4.5]);
  });

  test("read out at an instant are shares in whole percents that sum to 100", () => {
    expect(readOutsAt(series, Float64Array.of(0.5, 2, 4), 3)).toMatchObject({
      running: "8",
      preempted: "2",
      blocks: `75${THIN}%`,
      batch: "107",
      prompt: "50",
      kv: `25${THIN}%`,
      matrix: `75${THIN}%`,
      idle: `0${THIN}%`,
    });
    expect(readOutsAt(series, new Float64Array(), 2.1).idle).toBe(`100${THIN}%`);
  });
});
