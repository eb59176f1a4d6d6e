/** Data-parallel ranks: who stands beside whom, for how long each idles, and how that is drawn. */
import { describe, expect, test } from "vitest";
import { plotsOf, type TimeData, timeChart } from "../../viz/chart/time.ts";
import { groupOf, idleAt, ranksBeside, ranksIn } from "../../viz/data/ranks.ts";
import { readRanks } from "../../viz/data/read-outs.ts";
import { binned } from "../../viz/data/series.ts";
import { trackOf } from "../../viz/data/track.ts";
import { endOf, type Window } from "../../viz/data/window.ts";
import { hues } from "../../viz/hues.ts";
import { drawingIn } from "./drawing.ts";
import { knownRun, knownYaml } from "./known-run.ts";

const THIN = "\u202f";

/** The known run's requests, by three ranks of one engine. */
const run = knownRun(
  knownYaml.replace("    - model:", "    - data_parallel_size: 3\n      model:"),
);
const end = endOf(run);
const whole: Window = [0, end];
const ranks = ranksIn(run, [0, 1, 2], { window: whole, shortest: end / 40 })!;

test("ranks have the name of their engine, and a number", () => {
  expect(groupOf("mixed-0-dp12")).toBe("mixed-0");
  expect(groupOf("mixed-0")).toBeUndefined();
});

test("beside a rank stand those of its own engine", () => {
  const engines = ["a-0-dp0", "a-0-dp1", "a-1-dp0", "a-1-dp1", "b-0"].map((name) => ({ name }));
  const others = { ...run, engines } as unknown as typeof run;
  expect(ranksBeside(others, 1)).toEqual([0, 1]);
  expect(ranksBeside(others, 2)).toEqual([2, 3]);
  expect(ranksBeside(others, 4)).toEqual([]);
  // Together, those of the busiest.
  expect(ranksBeside(run, undefined)).toEqual([0, 1, 2]);
});

test("the one that idles least stands first, each by the share of the window that it idles", () => {
  expect([ranks.name, ranks.of]).toEqual(["mixed-0", 3]);
  const idle = ranks.lanes.map((lane) => lane.idle);
  expect(idle).toEqual(idle.toSorted((one, other) => one - other));
  for (const { engine, idle } of ranks.lanes)
    expect(idle).toBeCloseTo(idleSeconds(engine) / end, 2);
});

/** As its timeline says. */
function idleSeconds(engine: number): number {
  const { seconds } = trackOf(run, engine).work!;
  const at = hues.findIndex(({ key }) => key === "idle");
  return seconds.reduce((sum, one, place) => sum + (place % hues.length === at ? one : 0), 0);
}

test("of more than can be told apart the busiest are shown", () => {
  const many = Array.from({ length: 70 }, (_, at) => at % 3);
  const shown = ranksIn(run, many, { window: whole, shortest: end / 4 })!;
  expect([shown.lanes.length, shown.of]).toEqual([64, 70]);
  expect(ranksIn(run, [], { window: whole, shortest: 1 })).toBeUndefined();
});

describe("their rows", () => {
  const series = binned(trackOf(run, undefined), whole, end / 40);
  const data: TimeData = {
    ...{ whole, window: whole, overview: series, series, preempted: new Float64Array() },
    ...{ full: undefined, ranks },
  };
  const chart = timeChart(data, drawingIn({ width: 1088 }).context);

  test("have an area a hue in each, between tokens and causes", () => {
    expect(chart.querySelectorAll(".lane .cause")).toHaveLength(3 * hues.length);
    const titles = [...chart.querySelectorAll(".strong")].map(({ textContent }) => textContent!);
    expect(titles[4]).toMatch(/^3 ranks of mixed-0, the busiest first/);
    expect(plotsOf(data)).toHaveLength(6);
    expect(plotsOf({ ...data, ranks: undefined })).toHaveLength(5);
  });

  test("have a block a step where these are known, up to where it waits for others", () => {
    const tiles = {
      ...{ count: 3, cut: false },
      engine: Int32Array.of(0, 1, 0),
      index: Int32Array.of(0, 0, 1),
      begin: Float64Array.of(0, 0, 1),
      end: Float64Array.of(1, 1, 2),
      idle: Float64Array.of(0, 0.75, 0.5),
      tokens: Int32Array.of(100, 10, 10),
      promptTokens: Int32Array.of(75, 0, 0),
    };
    const window: Window = [0, 2];
    const known = ranksIn(run, [0, 1, 2], { window, shortest: 1, tiles })!;
    const tilesOf = (engine: number) => known.lanes.find((lane) => lane.engine === engine)!.tiles!;
    expect([...tilesOf(0).end]).toEqual([1, 1.5]);
    expect([...tilesOf(0).prompts]).toEqual([0.75, 0]);
    expect([...tilesOf(1).end]).toEqual([0.25]);
    expect(tilesOf(2).begin).toHaveLength(0);
    // Of 2 s, 1.5 s, a quarter and none at all.
    expect(known.lanes.map(({ engine, idle }) => [engine, idle])).toEqual([
      [0, 0.25],
      [1, 0.875],
      [2, 1],
    ]);
    expect(readRanks(known, 1.75, -1)).toMatchObject({ "rank 0": "idle", "rank 1": "idle" });
    expect(readRanks(known, 0.1, -1)).toMatchObject({ "rank 0": "step 0", "rank 2": "idle" });
    const drawn = timeChart({ ...data, window, ranks: known }, drawingIn({ width: 1088 }).context);
    const blocks = [...drawn.querySelectorAll('.lane [data-hue="weights"]')]
      .map((path) => path.getAttribute("d")!.split("z").length - 1)
      .reduce((sum, count) => sum + count, 0);
    expect(blocks).toBe(3);
    expect(drawn.querySelectorAll(".lane .cause")).toHaveLength(0);
    expect(drawn.textContent).toContain("the busiest firststep by step");
    const place = known.lanes.findIndex(({ engine }) => engine === 0);
    expect(readRanks(known, 1.25, place).under).toBe(
      `dp0, step 1: 00:01.000 to 00:01.500, 500${THIN}ms, 10 tokens`,
    );
    expect(readRanks(known, 1.75, place).under).toBe("dp0, idle");
  });

  test("say of how many they are, where not all are shown", () => {
    const some = { ...data, ranks: { ...ranks, of: 70 } };
    const drawn = timeChart(some, drawingIn({ width: 1088 }).context);
    expect(drawn.textContent).toContain("3 of 70 ranks of mixed-0, the busiest first");
  });

  test("read out how idle each is at an instant, and all are on average", () => {
    const read = readRanks(ranks, end * 0.99, -1);
    const shares = ranks.lanes.map((lane) => idleAt(lane, end * 0.99));
    for (const [at, { engine }] of ranks.lanes.entries())
      expect(Number.parseFloat(read[`rank ${engine}`]!)).toBeCloseTo(100 * shares[at]!, 0);
    expect(read.ranks!.endsWith(`${THIN}%`)).toBe(true);
    expect(readRanks(undefined, 0, -1)).toEqual({});
  });
});
