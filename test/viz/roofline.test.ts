import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { emptyShape } from "../../sim/cost/cost.ts";
import { explainStep, findGpu, findModel, memoryRoof } from "../../sim/index.ts";
import type { ChartContext } from "../../viz/chart/context.ts";
import { roofline } from "../../viz/chart/roofline.ts";
import { stepParts } from "../../viz/chart/step-parts.ts";
import { pointsOf } from "../../viz/data/operators.ts";
import { partsOf } from "../../viz/data/step.ts";

const { document } = parseHTML("<html><body></body></html>");
const context: ChartContext = { document, width: 634, narrow: false };

const machine = {
  model: findModel("meta-llama/Llama-3.1-8B"),
  gpu: findGpu("H100-SXM-80GB"),
  settings: {
    max_num_seqs: 256,
    enforce_eager: false,
    async_scheduling: true,
    sampler: "greedy",
  },
} as const;

/** 100 decodes of 1,000 tokens each, with so much of a prompt beside them. */
function explained(prefill: number) {
  const shape = {
    ...emptyShape(),
    tokens: 100 + prefill,
    decodes: 100,
    decodeContext: 100_000,
    prefills: prefill > 0 ? 1 : 0,
    prefillTokens: prefill,
    prefillContext: prefill,
    prefillPairs: (prefill * (prefill + 1)) / 2,
    sampled: prefill > 0 ? 101 : 100,
  };
  return explainStep({ ...machine, shape });
}

const roof = memoryRoof(machine, 1000);
const [mixed, decoding] = [explained(1900), explained(0)];
const data = {
  roof,
  chosen: pointsOf(mixed.operators),
  pinned: pointsOf(decoding.operators),
};

const numbers = (svg: SVGSVGElement, selector: string, name: string): number[] =>
  [...svg.querySelectorAll(selector)].map((mark) => Number(mark.getAttribute(name)));

describe("a roofline", () => {
  test("has a point for each operator with arithmetic, filled and open", () => {
    const svg = roofline(data, context);
    // Of 14 and 13 operators, embedding, cache writes and sampler compute nothing.
    expect(svg.querySelectorAll(".operator:not(.open)").length).toBe(11);
    expect(svg.querySelectorAll(".operator.open").length).toBe(10);
    expect(svg.querySelectorAll(".plumb").length).toBe(21);
  });

  test("keeps every point within it, and below its roof", () => {
    const svg = roofline(data, context);
    for (const x of numbers(svg, ".operator", "cx")) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(634);
    }
    const tops = numbers(svg, ".plumb", "y1");
    const points = numbers(svg, ".operator", "cy");
    for (const [at, top] of tops.entries()) expect(top).toBeLessThanOrEqual(points[at]!);
  });

  test("has a point whose area is its share of the step", () => {
    const svg = roofline({ roof, chosen: data.chosen }, context);
    const shares = data.chosen.map(({ share }) => share).sort((one, other) => other - one);
    const radii = numbers(svg, ".operator", "r");
    expect(radii[0]! ** 2 / radii[1]! ** 2).toBeCloseTo(shares[0]! / shares[1]!, 6);
  });

  test("has names that do not cover one another", () => {
    const boxes = [...roofline(data, context).querySelectorAll("text[data-key]")].map((text) => ({
      x: Number(text.getAttribute("x")),
      y: Number(text.getAttribute("y")),
      width: 6 * (text.textContent ?? "").length,
    }));
    expect(boxes.length).toBeGreaterThan(5);
    for (const [at, one] of boxes.entries())
      for (const other of boxes.slice(at + 1)) {
        const apart = one.x + one.width <= other.x || other.x + other.width <= one.x;
        expect(apart || Math.abs(one.y - other.y) >= 12).toBe(true);
      }
  });

  test("is drawn as it was looked at last", async () => {
    await expect(`${roofline(data, context)}\n`).toMatchFileSnapshot("pictures/roofline.svg");
  });
});

test("the parts of two steps are drawn as they were looked at last", async () => {
  const svg = stepParts(
    { chosen: partsOf(mixed.byCause, 1), pinned: partsOf(decoding.byCause, 1) },
    { ...context, width: 400 },
  );
  expect(svg.querySelectorAll(".part:not(.open)").length).toBe(5);
  await expect(`${svg}\n`).toMatchFileSnapshot("pictures/step-parts.svg");
});
