/** Distributions and the scatter, as they are drawn. */
import { describe, expect, test } from "vitest";
import { type Cdf, cdf } from "../../viz/chart/cdf.ts";
import { outline } from "../../viz/chart/cdf-axes.ts";
import { durationTicks, logScale, roundNumbers } from "../../viz/chart/log-axis.ts";
import { MOST_ELEMENTS, scatter } from "../../viz/chart/scatter.ts";
import { dotAt, type Scatter } from "../../viz/chart/scatter-dots.ts";
import { placed, type Word } from "../../viz/chart/words.ts";
import { ofRequests } from "../../viz/data/distribution.ts";
import { limitsOf } from "../../viz/data/limits.ts";
import { THIN } from "../../viz/format.ts";
import { drawingIn } from "./drawing.ts";
import { knownRun, knownYaml } from "./known-run.ts";

const record = knownRun();
const { requests } = record;
const limits = limitsOf(record, "ttft");
const whole: Cdf = {
  all: ofRequests(requests, "ttft"),
  part: undefined,
  limits,
  chosen: { name: "r5", value: requests.ttft[5]! },
};
const dots: Scatter = { requests, rows: undefined, limits, chosen: 5 };
const { context } = drawingIn({ width: 332 });

const texts = (chart: Element): string[] =>
  [...chart.querySelectorAll("text")].map(({ textContent }) => textContent!.replaceAll(THIN, " "));

describe("a distribution", () => {
  test("is drawn as it was", async () => {
    await expect(cdf(whole, context).outerHTML).toMatchFileSnapshot("pictures/cdf.svg");
  });

  test("says the share inside the objective, the percentiles and who was chosen", () => {
    // Of twelve requests, so many have their first token within 500 ms.
    const within = requests.ttft.filter((time) => time <= 0.5).length;
    const said = texts(cdf(whole, context));
    expect(said).toContain("SLO 500 ms");
    expect(said).toContain(`${Math.round((100 * within) / 12)} % inside`);
    expect(said).toContain("r5");
    expect(said.filter((text) => text.startsWith("p95 "))).toHaveLength(1);
    expect(said.at(-1)).not.toContain("n = 1000");
    expect(said.find((text) => text.startsWith("p50"))).toMatch(/p99 .*, n = 12$/);
  });

  test("of a window stands before that of the whole run", () => {
    const part = ofRequests(requests, "ttft", Int32Array.of(0, 1, 2));
    const chart = cdf({ ...whole, part }, context);
    const curves = [...chart.querySelectorAll("path.line")].map((curve) =>
      curve.getAttribute("class"),
    );
    expect(curves).toEqual(["line whole", "line ink"]);
  });

  test("of three requests is stairs of three steps", () => {
    const three = ofRequests(requests, "ttft", Int32Array.of(0, 1, 2));
    const points = outline(three, logScale([three.values[0]!, three.values[2]!], [0, 300]));
    expect(points.map(([, y]) => Math.round(y))).toEqual([138, 138, 92, 92, 46, 46, 0]);
  });

  test("of very many has no more than two points a pixel", () => {
    const values = Float64Array.from({ length: 100_000 }, (_, at) => 0.01 + at / 1e5);
    const many = { values, samples: values.length };
    const points = outline(many, logScale([0.01, 1.01], [0, 300]));
    expect(points.length).toBeLessThanOrEqual(602);
    expect(points.at(-1)![1]).toBe(0);
  });
});

describe("a scatter", () => {
  test("is drawn as it was", async () => {
    await expect(scatter(dots, context).outerHTML).toMatchFileSnapshot("pictures/scatter.svg");
  });

  test("has a dot a request and a ring a preempted one", () => {
    const chart = scatter(dots, context);
    const preempted = requests.preemptions.filter((times) => times > 0).length;
    expect(preempted).toBeGreaterThan(0);
    expect(chart.querySelectorAll(".dot")).toHaveLength(12);
    expect(chart.querySelectorAll(".ring")).toHaveLength(preempted);
    expect(chart.querySelectorAll(".chosen")).toHaveLength(1);
  });

  test("finds the request whose dot is meant, and none where there is none", () => {
    const marks = [...scatter(dots, context).querySelectorAll(".dot")];
    const place = (row: number): [number, number] => [
      Number(marks[row]!.getAttribute("cx")),
      Number(marks[row]!.getAttribute("cy")) + 22,
    ];
    expect([0, 5, 11].map((row) => dotAt(dots, context, place(row)))).toEqual([0, 5, 11]);
    expect(dotAt(dots, context, [-100, -100])).toBeUndefined();
    expect(MOST_ELEMENTS).toBeGreaterThan(12);
  });
});

describe("limits", () => {
  test("are the scenario's, for all requests", () => {
    expect(limits).toEqual([{ value: 0.5, classes: undefined }]);
    expect(limitsOf(record, "e2el")).toEqual([]);
  });

  test("of classes are told apart by their names", () => {
    const { scenario } = record;
    const classes = [
      { name: "chat", slo: { ttft: 0.2, share: 0.9 } },
      { name: "batch", slo: { e2el: 60, share: 0.9 } },
      { name: "others" },
    ];
    const workload = { ...scenario!.workload, classes };
    const classed = { ...record, scenario: { ...scenario!, workload } } as typeof record;
    expect(limitsOf(classed, "ttft")).toEqual([
      { value: 0.2, classes: ["chat"] },
      { value: 0.5, classes: ["others"] },
    ]);
  });

  test("of a table are unknown", () => {
    expect(limitsOf({ ...record, scenario: null }, "ttft")).toEqual([]);
  });

  test("are none where the scenario asks for nothing", () => {
    const unasked = knownRun(knownYaml.replace(/^slo.*\n/m, ""));
    expect(limitsOf(unasked, "ttft")).toEqual([]);
  });
});

describe("a logarithmic axis", () => {
  test("has few and round numbers", () => {
    expect(roundNumbers(0.05, 30, 5)).toEqual([0.1, 1, 10]);
    expect(roundNumbers(15, 130, 6)).toEqual([15, 20, 30, 50, 70, 100]);
    expect(roundNumbers(15, 130, 4)).toEqual([20, 50, 100]);
    expect(roundNumbers(1e-6, 1e6, 4)).toEqual([1e-6, 0.01, 100, 1e6]);
  });

  test("within a decade has some nevertheless", () => {
    expect(roundNumbers(41, 48, 4)).toEqual([42, 44, 46, 48]);
  });
});

test("ticks never say the same twice, and are no more than there is room for", () => {
  const one = logScale([0.006565, 0.006568], [0, 318]);
  expect(durationTicks(one, 5).map(({ text }) => text)).toEqual(["6.57"]);
  const narrow = logScale([0.0081, 0.0115], [0, 318]);
  expect(durationTicks(narrow, 5).map(({ text }) => text)).toEqual(["8", "9", "10", "11"]);
});

describe("words in a plot", () => {
  const room = { left: 0, right: 200, top: 0, bottom: 100 };
  const word = (x: number, y: number): Word => ({
    ...{ text: "0123456789", letter: 6, x, y },
    sides: ["below-right", "above-left"],
  });

  test("go to the other side where they would leave it", () => {
    expect(placed([word(100, 50)], room)).toEqual([{ x: 109, y: 66, anchor: "start" }]);
    expect(placed([word(190, 50)], room)).toEqual([{ x: 183, y: 43, anchor: "end" }]);
  });

  test("are left out where they would hide another", () => {
    expect(placed([word(20, 50), word(22, 52)], room)[1]).toBeUndefined();
  });
});
