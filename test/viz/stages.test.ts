/** Stages of a pipeline: what each works on, when it waits for another, and how that is drawn. */
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../sim/index.ts";
import { laneUnder, type TimeData, timeChart } from "../../viz/chart/time.ts";
import { readStages } from "../../viz/data/read-outs.ts";
import { stepwise } from "../../viz/data/series.ts";
import { rowAt, stagesIn, stagesOf } from "../../viz/data/stages.ts";
import type { Window } from "../../viz/data/window.ts";
import { hues } from "../../viz/hues.ts";
import { findingOf, tableOf } from "../../viz/view/time/numbers.ts";
import { drawingIn } from "./drawing.ts";
import { handMadePipeline } from "./hand-made-pipeline.ts";

const THIN = "\u202f";

/** Two steps through two stages of 1 s and 2 s, and after a rest of 2 s a prompt's. */
const steps = handMadePipeline([
  { at: 0, takes: [1, 2] },
  { at: 0, takes: [1, 2] },
  { at: 7, takes: [2, 1], tokens: 64, promptTokens: 48 },
]);
// Stage 0 works from 0 to 1, 1 to 2 and 7 to 9; stage 1 from 1 to 3, 3 to 5 and 9 to 10.
const whole: Window = [0, 10];
const known = stagesIn(steps, whole)!;

describe("the stages of an engine", () => {
  test("wait for one another while a step is in the pipeline, and idle while none is", () => {
    expect(known.idle).toEqual([[5, 7]]);
    // Of 10 s, 2 idle; stage 0 works for 4 s and stage 1 for 5 s.
    expect(known.stages.map(({ bubble }) => bubble)).toEqual([
      expect.closeTo(0.4, 12),
      expect.closeTo(0.3, 12),
    ]);
  });

  test("of a window are counted as far as it reaches", () => {
    const part = stagesIn(steps, [2, 6])!;
    expect(part.idle).toEqual([[5, 6]]);
    expect(part.stages.map(({ bubble }) => bubble)).toEqual([0.75, 0]);
    // Stage 0 waits from 9 to 10 for the last stage, and then nobody has anything to do.
    expect(stagesIn(steps, [9, 11])!.stages.map(({ bubble }) => bubble)).toEqual([0.5, 0]);
    expect(stagesIn(steps, [10, 12])!.idle).toEqual([[10, 12]]);
  });

  test("work on one step at a time, from its begin to before its end", () => {
    const [first, second] = known.stages;
    expect([0, 0.5, 1, 2, 6.9, 7, 9].map((at) => rowAt(first!, at))).toEqual([
      0, 0, 1, -1, -1, 2, -1,
    ]);
    expect([0.5, 1, 2.9, 3, 5].map((at) => rowAt(second!, at))).toEqual([-1, 0, 0, 1, -1]);
  });

  test("are as many as its pool says, wherever its ranks stand", () => {
    const pool = (engines: number, ranks: number, stages: number) => ({
      engines,
      data_parallel_size: ranks,
      pipeline_parallel_size: stages,
    });
    const scenario = { cluster: { pools: [pool(2, 2, 1), pool(1, 1, 4)] } };
    const run = { scenario } as unknown as RunRecord;
    expect([0, 3, 4].map((engine) => stagesOf(run, engine))).toEqual([1, 1, 4]);
    expect(stagesOf({ scenario: null } as RunRecord, 0)).toBe(1);
  });
});

test("steps that are no pipeline's have no stages", () => {
  const alone = {
    ...steps,
    stages: { ...steps.stages, count: 0 },
  };
  expect(stagesIn(alone, whole)).toBeUndefined();
});

test("what all stages do sums up to their time, bin by bin, in which bubbles are seen", () => {
  const { edges, work } = stepwise(steps, whole, 40);
  const at = (key: string) =>
    Array.from(edges.subarray(1), (_, bin) => {
      const place = hues.findIndex((hue) => hue.key === key);
      return work!.shares[bin * hues.length + place]!;
    });
  expect([...edges]).toEqual([0, 1, 5, 7, 10]);
  // From 0 to 1 one of two works; from 1 to 5 stage 0 does for 1 s, and stage 1 all the time; from
  // 7 to 10 each for part of it, and the one second that stage 0 waits at the end is not told.
  expect(at("matrix")).toEqual([0.5, 0.625, 0, 0.6].map((share) => expect.closeTo(share, 5)));
  expect(at("bubble")).toEqual([0.5, 0.375, 0, 0.4].map((share) => expect.closeTo(share, 5)));
  expect(at("idle")).toEqual([0, 0, 1, 0]);
});

const dataOf = (window: Window): TimeData => {
  const series = stepwise(steps, window, 40);
  return {
    whole,
    window,
    overview: series,
    series,
    preempted: new Float64Array(),
    full: undefined,
    pipeline: { count: 2, stages: stagesIn(steps, window) },
  };
};

describe("their rows", () => {
  const { context } = drawingIn({ width: 1088 });
  const chart = timeChart(dataOf(whole), context);
  const boxes = (hue: string, drawn = chart): number =>
    [...drawn.querySelectorAll(`path[data-hue="${hue}"]:not(.cause)`)]
      .map((path) => path.getAttribute("d")!.split("z").length - 1)
      .reduce((sum, count) => sum + count, 0);

  test("look as they did, wide and narrow", async () => {
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/stages.svg");
    const narrow = timeChart(dataOf(whole), drawingIn({ width: 358, narrow: true }).context);
    await expect(narrow.outerHTML).toMatchFileSnapshot("pictures/stages-narrow.svg");
  });

  test("have a block for each step, amber where its tokens are of prompts", () => {
    expect([boxes("weights"), boxes("matrix")]).toEqual([6, 2]);
    expect(boxes("idle")).toBe(2);
    expect(boxes("bubble")).toBe(2);
    const numbers = [...chart.querySelectorAll(".name")].map(({ textContent }) => textContent);
    expect(numbers).toEqual(["0", "1", "2", "0", "1", "2"]);
  });

  test("have blocks of the window alone", () => {
    expect(boxes("weights", timeChart(dataOf([3.5, 6.5]), context))).toBe(1);
  });

  test("say from afar that one must come closer", () => {
    const afar = { ...dataOf(whole), pipeline: { count: 2, stages: undefined } };
    expect(timeChart(afar, context).textContent).toContain("Zoom in to single steps");
    expect(laneUnder(afar, 400)).toBe(-1);
  });

  test("read out what each stage works on, and all of the step under the pointer", () => {
    expect(readStages(known, 1.5, 1)).toEqual({
      stages: `35${THIN}%`,
      "stage 1": "step 1",
      "stage 2": "step 0",
      under: `stage 2, step 0: 00:01.000 to 00:03.000, 2.00${THIN}s, 32 tokens`,
    });
    expect(readStages(known, 2.5, 0)).toMatchObject({
      "stage 1": "bubble",
      under: "stage 1, bubble",
    });
    expect(readStages(known, 6, -1)).toMatchObject({ "stage 1": "idle", "stage 2": "idle" });
    expect(readStages(undefined, 6, -1)).toEqual({});
  });

  test("are found again by the pointer", () => {
    const data = dataOf(whole);
    const under = Array.from({ length: 900 }, (_, y) => laneUnder(data, y));
    expect(new Set(under)).toEqual(new Set([-1, 0, 1]));
    expect(under.lastIndexOf(0)).toBeLessThan(under.indexOf(1));
  });

  test("stand in the table, and are told in words", () => {
    const { series } = dataOf(whole);
    const { columns, rows } = tableOf(series, new Float64Array(), known);
    expect(columns.slice(-5)).toEqual([
      ...["step", "stage 1 begin s", "stage 1 end s"],
      ...["stage 2 begin s", "stage 2 end s"],
    ]);
    expect(rows.map((row) => row.slice(-5))).toEqual([
      [0, 0, 1, 1, 3],
      [1, 1, 2, 3, 5],
      new Array(5).fill(Number.NaN),
      [2, 7, 9, 9, 10],
    ]);
    expect(findingOf(dataOf(whole))).toContain(
      `Stages of the pipeline waited for one another: 40${THIN}%, 30${THIN}%.`,
    );
  });
});
