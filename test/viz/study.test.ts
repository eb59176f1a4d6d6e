/** Studies on the page: frontiers, ranked tables, trails, and comparisons over replications. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SweepResult } from "../../sim/index.ts";
import { differenceChart } from "../../viz/chart/compare/difference.ts";
import { pareto } from "../../viz/chart/study/pareto.ts";
import { paretoScales, pointAt } from "../../viz/chart/study/pareto-scales.ts";
import { trailChart } from "../../viz/chart/study/trail.ts";
import { replicated, replicatedHeadline } from "../../viz/data/compare/replicated.ts";
import { objectiveOf } from "../../viz/data/study/objective.ts";
import { planPoints, planRanked, planTrail, planWords } from "../../viz/data/study/plan.ts";
import { exactly, frontOf } from "../../viz/data/study/point.ts";
import { settingsOfCandidate, settingsOfPoint } from "../../viz/data/study/settings.ts";
import {
  cheapestOf,
  fieldsOf,
  firstFields,
  sweepPoints,
  sweepRanked,
  sweepWords,
} from "../../viz/data/study/sweep.ts";
import { THIN } from "../../viz/format.ts";
import { drawingIn } from "./drawing.ts";
import { knownRun } from "./known-run.ts";
import { knownPlan, knownSweep, moreMemory, savedComparison, savedPlan } from "./known-studies.ts";

const wide = drawingIn({ width: 1088 }).context;
const plain = (text: string): string => text.replaceAll(THIN, " ");
const limit = objectiveOf("output_throughput_per_user", savedPlan.scenario);
const planData = {
  points: planPoints(knownPlan),
  x: { title: "output tokens/s for one user", better: "more", log: false, limit },
  y: { title: "output tokens/s per GPU", better: "more", log: false, limit: undefined },
} as const;

describe("a frontier", () => {
  test("has the points that none is as good as in both and better in one", () => {
    const value = fc.integer({ min: 0, max: 6 });
    const better = fc.constantFrom("more" as const, "less" as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value)), better, better, (places, inX, inY) => {
        const points = places.map(([x, y]) => ({ x: exactly(x), y: exactly(y) }));
        const sign = (way: string) => (way === "more" ? 1 : -1);
        const beats = (one: readonly number[], other: readonly number[]): boolean => {
          const [dx, dy] = [one[0]! - other[0]!, one[1]! - other[1]!];
          const [x, y] = [dx * sign(inX), dy * sign(inY)];
          return x >= 0 && y >= 0 && x + y > 0;
        };
        const expected = places.map((place) => !places.some((other) => beats(other, place)));
        expect(frontOf(points, inX, inY)).toEqual(expected);
      }),
    );
  });
});

describe("a plan", () => {
  test("gives its answer first, then head-room, one engine less and one more", () => {
    const { headline, sentences } = planWords(knownPlan);
    expect(headline).toBe("2 engines of H100 are the cheapest fleet that holds, at $6.00 an hour.");
    expect(sentences.map(plain)).toEqual([
      "Asked: ttft ≤ 500 ms for 90 % of requests, at 20.0 requests/s.",
      "2 GPUs, $4,380 a month.",
      "It holds up to 26.0 requests/s, 1.30 × what is asked for; 26.5 requests/s no longer.",
      "With 1 engine: fails.",
      "To lose an engine and still hold: 3 engines, $9.00 an hour.",
      'Each "holds" is wrong with a chance of at most 5 %.',
    ]);
    expect(planWords({ ...knownPlan, answer: null }).headline).toBe(
      "None of the candidates holds.",
    );
  });

  test("ranks its candidates, each with its status and why", () => {
    const { columns, rows } = planRanked(knownPlan);
    expect(rows.map(({ label, isChosen }) => [label, isChosen])).toEqual([
      ["H100", true],
      ["L40S", false],
    ]);
    expect(rows[0]!.cells.map((cell) => plain(`${cell}`))).toEqual([
      "1",
      "holds",
      "2",
      "2",
      "6.00",
      "20.0",
      "99.1 %",
      "99 % met it",
    ]);
    expect(rows[1]!.cells[columns.indexOf("status")]).toBe("ruled out without a run");
  });

  test("is drawn with its frontier, its answer and the side that misses the SLO", async () => {
    const chart = pareto(planData, wide);
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/pareto.svg");
    expect(chart.querySelectorAll(".point")).toHaveLength(4);
    expect(chart.querySelectorAll(".configuration")).toHaveLength(2);
    expect(chart.querySelectorAll(".front")).toHaveLength(1);
    expect(planData.points.filter(({ isChosen }) => isChosen).map(({ id }) => id)).toEqual([3]);
    // 50 ms a token are 20 tokens a second.
    expect(limit).toEqual({ value: 20, words: `SLO 50${THIN}ms a token` });
    const { x } = paretoScales(planData, wide);
    expect(Number(chart.querySelector(".missed")!.getAttribute("width"))).toBe(x(20));
  });

  test("says which point is meant", () => {
    const { x, y } = paretoScales(planData, wide);
    expect(pointAt(planData, wide, [x(60) + 3, y(2000) + 34])?.id).toBe(3);
    expect(pointAt(planData, wide, [-50, -50])).toBeUndefined();
  });

  test("tells its search probe by probe, each verdict in a shape of its own", async () => {
    const trail = planTrail(knownPlan);
    expect(trail.probes.map(({ tried, verdict }) => [tried, verdict])).toEqual([
      [2, "unstable"],
      [1, "fails"],
      [2, "holds"],
      [3, "undecided"],
    ]);
    const chart = trailChart(trail, wide);
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/trail.svg");
    expect(chart.querySelectorAll("[data-probe]")).toHaveLength(4);
    const shapes = [...chart.querySelectorAll("[data-probe]")].map((mark) =>
      [mark.getAttribute("d"), mark.getAttribute("style")].join(),
    );
    expect(new Set(shapes).size).toBe(4);
  });

  test("of the highest rate is a trail of rates", () => {
    const { title, probes } = planTrail({ ...knownPlan, objective: "max-rate" });
    expect([title, probes[0]!.tried]).toEqual(["requests/s tried", 20]);
  });

  test("has candidates that can be run, with their settings, engines and rate", () => {
    const [best] = knownPlan.candidates;
    expect(settingsOfCandidate(best!, savedPlan)).toEqual([
      { path: ["cluster", "pools", 0, "gpu"], value: "H100-SXM-80GB" },
      { path: ["cluster", "pools", 0, "engines"], value: 2 },
      { path: ["workload", "arrivals", "request_rate"], value: 20 },
    ]);
  });
});

describe("a sweep", async () => {
  const saved = await knownSweep();
  const sweep = saved.result as SweepResult;
  const [x, y] = firstFields(fieldsOf(sweep));

  test("is shown as speed for one user against output per GPU, and says which tokens", () => {
    expect([x.key, y.key]).toEqual(["output_throughput_per_user", "output_throughput_per_gpu"]);
    for (const { title, key } of fieldsOf(sweep))
      if (key.includes("token_throughput") || key.includes("output_throughput"))
        expect(title).toMatch(/output tokens/i);
  });

  test("offers its settings as fields, which are neither better high nor low", () => {
    const fields = fieldsOf(sweep);
    expect(fields.slice(0, 2).map(({ key, better }) => [key, better])).toEqual([
      ["cluster.pools.0.engine.max_num_batched_tokens", undefined],
      ["workload.arrivals.request_rate", undefined],
    ]);
    const points = sweepPoints(sweep, fields[1]!, y);
    expect(points.map((point) => point.x.value)).toEqual([5, 20, 80, 5, 20, 80]);
    expect(points.some(({ isFront }) => isFront)).toBe(false);
  });

  test("joins points that differ in load alone", () => {
    const points = sweepPoints(sweep, x, y);
    expect(points.map(({ group }) => group)).toEqual([
      ...Array(3).fill("max_num_batched_tokens 256"),
      ...Array(3).fill("max_num_batched_tokens 512"),
    ]);
    expect(points.map(({ detail }) => detail).slice(0, 3)).toEqual([
      "request_rate 5",
      "request_rate 20",
      "request_rate 80",
    ]);
    const chart = pareto({ ...planData, points }, wide);
    expect(chart.querySelectorAll(".configuration")).toHaveLength(2);
    // Two runs a point: each figure has an interval.
    expect(chart.querySelectorAll(".interval").length).toBeGreaterThan(6);
  });

  test("puts first what keeps its objectives, the cheapest of it first", () => {
    const { rows } = sweepRanked(sweep);
    const good = sweep.points.filter(({ slo_met }) => slo_met).length;
    expect(good).toBeGreaterThan(1);
    expect(good).toBeLessThan(6);
    expect(rows.map(({ isGood }) => isGood)).toEqual(sweep.points.map((_, at) => at < good));
    expect(rows[0]!.id).toBe(cheapestOf(sweep)!.point);
    expect(sweepWords(sweep).headline).toBe(`${good} of 6 points meet the SLO.`);
    expect(settingsOfPoint(sweep.points[0]!)[1]).toEqual({
      path: ["workload", "arrivals", "request_rate"],
      value: 5,
    });
  });
});

describe("a comparison over replications", () => {
  const [a, b] = savedComparison.runs.map(({ saved }) => ({ run: saved.record }));

  test("has intervals, and a winner only where they tell", () => {
    const told = replicated(savedComparison, [a!, b!])!;
    const rows = Object.fromEntries(told.rows.map((row) => [row.figure.key, row]));
    expect(rows.share).toMatchObject({ winner: "b", change: { value: 0.25, low: 0.2, high: 0.3 } });
    expect(rows.share!.bounds!.map((bound) => Number(bound.toFixed(9)))).toEqual([1.4, 1.6]);
    // Of a latency less is better: 60 to 40 % of it is 1.67 to 2.5 times better.
    expect(rows.mean_e2el_ms!.bounds!.map((bound) => Number(bound.toFixed(3)))).toEqual([
      1.667, 2.5,
    ]);
    expect(rows.p99_ttft_ms!.winner).toBeNull();
    expect(plain(replicatedHeadline(told))).toBe(
      "The SLO is met by 75 % of requests in B and 50 % in A. End to end takes 1.00 s on average " +
        "in B and 2.00 s in A. Over 8 paired runs, with 95 % intervals.",
    );
  });

  test("is drawn with its intervals", async () => {
    const { rows } = replicated(savedComparison, [a!, b!])!;
    const contestants = [{ letter: "A" }, { letter: "B" }];
    const chart = differenceChart({ contestants, rows }, wide);
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/difference-replicated.svg");
    expect(chart.querySelectorAll(".interval")).toHaveLength(3);
    expect(plain(chart.textContent!)).toContain("+25 ± 5 points");
  });

  test("says nothing of runs that it did not compare", () => {
    const other = { run: knownRun(moreMemory.replace("seed: 3", "seed: 4")) };
    expect(replicated(savedComparison, [a!, other])).toBeUndefined();
    expect(replicated(savedComparison, [b!, a!])).toBeUndefined();
    expect(replicated(undefined, [a!, b!])).toBeUndefined();
  });
});
