/** Two runs against each other: pairs, figures, settings, and how they are drawn. */
import { describe, expect, test } from "vitest";
import { comparedCdfs } from "../../viz/chart/compare/cdfs.ts";
import { differenceChart } from "../../viz/chart/compare/difference.ts";
import { pairedChart } from "../../viz/chart/compare/paired.ts";
import { pairAt, pairedScales } from "../../viz/chart/compare/paired-scales.ts";
import { ratioAxis } from "../../viz/chart/compare/ratio-axis.ts";
import { comparedTime } from "../../viz/chart/compare/time.ts";
import { differencesOf, timesBetter } from "../../viz/data/compare/difference.ts";
import { type Pairs, pairsOf, tallyOf } from "../../viz/data/compare/pairs.ts";
import { sameAxes } from "../../viz/data/compare/same-axes.ts";
import { whatDiffers } from "../../viz/data/compare/what-differs.ts";
import { groundsOf, headlineOf, pairsInWords } from "../../viz/data/compare/words.ts";
import { ofRequests } from "../../viz/data/distribution.ts";
import { limitsOf } from "../../viz/data/limits.ts";
import { THIN } from "../../viz/format.ts";
import { drawingIn } from "./drawing.ts";
import { handMadeRun } from "./hand-made-run.ts";
import { knownRun, knownYaml } from "./known-run.ts";

const a = knownRun();
/** The same requests, with half as much memory again. */
const b = knownRun(knownYaml.replace("override: 60", "override: 90"));
const contestants = [{ letter: "A" }, { letter: "B" }];
const pairsIn = (one: typeof a, other: typeof a): Pairs => {
  const pairing = pairsOf(one, other);
  if ("differ" in pairing) throw new Error(pairing.differ);
  return pairing.pairs;
};
const pairs = pairsIn(a, b);
const wide = drawingIn({ width: 1088 }).context;
const narrow = drawingIn({ width: 328, narrow: true }).context;

describe("requests against themselves", () => {
  const before = handMadeRun([
    { arrival: 0, ttft: 1, e2el: 4 },
    { arrival: 1, ttft: 1, e2el: 4 },
    { arrival: 2, ttft: 1, e2el: 4, lost: [3] },
    { arrival: 3 },
  ]);
  const after = handMadeRun([
    { arrival: 0, ttft: 1, e2el: 4 },
    { arrival: 1, ttft: 1, e2el: 7 },
    { arrival: 2, ttft: 1, e2el: 2 },
    { arrival: 3, ttft: 1, e2el: 5 },
  ]);

  test("are those that were answered in both, each by its own difference", () => {
    const { rows, arrival, later, preempted, alone } = pairsIn(before, after);
    expect([...rows]).toEqual([0, 1, 2]);
    expect([...arrival]).toEqual([0, 1, 2]);
    expect([...later]).toEqual([0, 3, -2]);
    expect([...preempted]).toEqual([0, 0, 1]);
    expect(alone).toBe(1);
  });

  test("are counted by who ends first", () => {
    const held = pairsIn(before, after);
    expect(tallyOf(held)).toEqual({ later: 1, sooner: 1, equal: 1, median: 0 });
    expect(pairsInWords(held)).toBe(
      "1 end later in B, 1 sooner, 1 at the same instant, 1 were not answered in both.",
    );
  });

  test("are none where the runs do not meet the same", () => {
    expect(pairsOf(before, handMadeRun([{ arrival: 0 }]))).toEqual({
      differ: "numbers of requests",
    });
    const seed = knownRun(knownYaml.replace("seed: 3", "seed: 4"));
    expect(pairsOf(a, seed)).toEqual({ differ: "prompts" });
    expect(groundsOf([a, seed], pairsOf(a, seed))).toContain("part of the difference is chance");
    const classed = { ...before, classes: ["chat"] };
    expect(pairsOf(before, classed)).toEqual({ differ: "classes" });
    const output = before.requests.output.map((tokens) => tokens + 1);
    const longer = { ...before, requests: { ...before.requests, output } };
    expect(pairsOf(before, longer)).toEqual({ differ: "answers" });
  });

  test("may come at other instants, under another load, and that is said", () => {
    const faster = knownRun(knownYaml.replace("request_rate: 30", "request_rate: 60"));
    const { together, rows } = pairsIn(a, faster);
    expect([together, rows.length]).toEqual([false, 12]);
    expect(groundsOf([a, faster], pairsOf(a, faster))).toMatch(/12 requests at other instants\.$/);
    expect(pairsIn(a, b).together).toBe(true);
  });

  test("that all end at the same instant are said to", () => {
    expect(headlineOf([a, a], pairsOf(a, a))).toMatch(/Every request ends at the same instant/);
  });
});

describe("figures", () => {
  test("say how many times better B is, whichever way is better", () => {
    expect(timesBetter(2, 4, "more")).toBe(2);
    expect(timesBetter(2, 4, "less")).toBe(0.5);
    expect(timesBetter(3, 0, "less")).toBe(Number.POSITIVE_INFINITY);
    expect(timesBetter(0, 0, "less")).toBe(1);
    expect(timesBetter(null, 4, "less")).toBeNull();
  });

  test("are those of the summary, and B minus A", () => {
    const rows = differencesOf([a, b]);
    const of = (key: string) => rows.find(({ figure }) => figure.key === key)!;
    expect(of("p95_e2el").values.map((value) => Math.round(1e6 * value!))).toEqual(
      [a, b].map(({ summary }) => Math.round(1000 * summary!.p95_e2el_ms!)),
    );
    const rate = of("output_throughput_per_gpu");
    const [before, after] = [a, b].map(({ summary }) => summary!.output_throughput_per_gpu!);
    expect(rate.change!.value).toBe(after! - before!);
    expect(rate.winner).toBe(after! > before! ? "b" : "a");
  });

  test("that are the same have no winner", () => {
    expect(differencesOf([a, a]).map(({ winner }) => winner)).not.toContain("a");
    expect(differencesOf([a, a]).map(({ ratios }) => ratios[1])).not.toContain(0.5);
  });

  test("stand as far from equal as they are better, on either side", () => {
    const { x, ticks } = ratioAxis([0.5, 2], [0, 200]);
    expect(x(2) - 100).toBeCloseTo(100 - x(0.5), 9);
    expect(ticks.find(({ text }) => text === "equal")!.at).toBe(100);
  });
});

test("settings that differ are told, and others not", () => {
  expect(whatDiffers([a, b])).toEqual([
    { path: "cluster.pools.0.engine.num_gpu_blocks_override", values: ["60", "90"] },
  ]);
  expect(whatDiffers([a, knownRun(`${knownYaml}description: else\n`)])).toEqual([]);
  expect(whatDiffers([a, handMadeRun([])])).toBeUndefined();
});

test("runs of different lengths share bins, and after its end a run has nothing", () => {
  const axes = sameAxes([a, b], 50);
  const waiting = axes.rows.find(({ key }) => key === "waiting")!;
  expect(waiting.values.map(({ length }) => length)).toEqual([axes.bins, axes.bins]);
  const of = (values: Float64Array) =>
    values.reduce((sum, value, bin) => sum + value * (axes.edges[bin + 1]! - axes.edges[bin]!), 0);
  const { timeline } = a;
  const column = timeline!.columns.indexOf("waiting");
  let whole = 0;
  for (let i = 0; i < timeline!.intervals; i++)
    whole +=
      timeline!.figures[i * timeline!.columns.length + column]! *
      (timeline!.edges[i + 1]! - timeline!.edges[i]!);
  expect(of(waiting.values[0]!)).toBeCloseTo(whole, 6);
});

describe("the drawing", () => {
  const rows = differencesOf([a, b]);

  test.each([
    ["difference", wide],
    ["difference-narrow", narrow],
  ])("of the %s is as it was", async (name, context) => {
    const chart = differenceChart({ contestants, rows }, context);
    await expect(chart.outerHTML).toMatchFileSnapshot(`pictures/${name}.svg`);
    expect(chart.querySelectorAll("[data-figure]")).toHaveLength(rows.length);
    expect(chart.querySelectorAll(".ratio")).toHaveLength(rows.length);
  });

  test("of three runs has a value of each, and a dot of B and of C", () => {
    const three = differencesOf([a, b, a]);
    const letters = [...contestants, { letter: "C" }];
    const drawn = differenceChart({ contestants: letters, rows: three }, wide);
    const headings = [...drawn.querySelectorAll("text.strong")].map((text) => text.textContent);
    expect(headings).toEqual(["A", "B", "C", "B − A"]);
    expect(drawn.querySelectorAll(".ratio.other")).toHaveLength(three.length);
  });

  test("of time has a line a run and a gap a row", async () => {
    const chart = comparedTime({ axes: sameAxes([a, b], 60), contestants }, wide);
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/compared-time.svg");
    expect(chart.querySelectorAll('.line[data-run="A"]')).toHaveLength(4);
    expect(chart.querySelectorAll(".gap")).toHaveLength(4);
  });

  test("of pairs has a dot a pair, a ring a preempted one, and bars of all", async () => {
    const chart = pairedChart({ pairs, chosen: 5 }, wide);
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/paired.svg");
    expect(chart.querySelectorAll("[data-pair]")).toHaveLength(12);
    const preempted = pairs.preempted.reduce((sum, one) => sum + one, 0);
    expect(preempted).toBeGreaterThan(0);
    expect(chart.querySelectorAll(".ring")).toHaveLength(preempted);
    const { bars } = pairedScales(pairs, wide);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(12);
    expect(bars.filter(({ from, to }) => from < 0 && to > 0)).toEqual([]);
  });

  test("of pairs finds the one that is meant", () => {
    const { x, y } = pairedScales(pairs, wide);
    expect(pairAt(pairs, wide, [x(pairs.arrival[7]!), y(pairs.later[7]!) + 26])).toBe(7);
    expect(pairAt(pairs, wide, [-99, -99])).toBeUndefined();
  });

  test("of distributions has a curve a run, and names their medians", async () => {
    const of = [a, b].map(({ requests }) => ofRequests(requests, "ttft"));
    const chart = comparedCdfs({ contestants, of, limits: limitsOf(b, "ttft") }, narrow);
    await expect(chart.outerHTML).toMatchFileSnapshot("pictures/compared-cdfs.svg");
    expect(chart.querySelectorAll(".line")).toHaveLength(2);
    const said = chart.textContent!.replaceAll(THIN, " ");
    expect(said).toMatch(/Ap50 .*p95 .*Bp50 .*p95/);
  });
});
