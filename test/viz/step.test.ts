import { describe, expect, test } from "vitest";
import { emptyShape } from "../../sim/cost/cost.ts";
import { causes, type StepShape } from "../../sim/index.ts";
import { allowed, longestInWords, pointsOf } from "../../viz/data/operators.ts";
import { batchInWords, kindOf, partsOf } from "../../viz/data/step.ts";
import { hueOf } from "../../viz/hues.ts";

const shapeOf = (decodes: number, prefillTokens: number): StepShape => ({
  ...emptyShape(),
  tokens: decodes + prefillTokens,
  decodes,
  decodeContext: 1000 * decodes,
  prefills: prefillTokens > 0 ? 1 : 0,
  prefillTokens,
  prefillContext: prefillTokens,
  prefillPairs: (prefillTokens * (prefillTokens + 1)) / 2,
  sampled: decodes,
});

describe("the parts of a step", () => {
  test("are told by hue, and add up as they are written", () => {
    const ms: Record<string, number> = {
      weights: 4.14,
      sampler: 0.1,
      kv: 2.33,
      attention: 1.33,
      host: 0.24,
    };
    const byCause = causes.map((cause) => (ms[cause] ?? 0) / 1000);
    const { parts, ms: whole } = partsOf(byCause, 1);
    expect(parts.map(({ hue, ms }) => [hue.key, ms])).toEqual([
      ["weights", 4.2],
      ["kv", 2.3],
      ["attention", 1.3],
      ["host", 0.3],
    ]);
    expect(whole).toBe(8.1);
  });
});

describe("the batch of a step", () => {
  test("is of one kind or of both", () => {
    expect(kindOf(shapeOf(3, 0))).toBe("decode only");
    expect(kindOf(shapeOf(0, 512))).toBe("prefill only");
    expect(kindOf(shapeOf(3, 512))).toBe("prefill and decode");
  });

  test("says what it means for the weights that are read", () => {
    expect(batchInWords(shapeOf(141, 689), 267)).toBe("141 decode, 689 prefill");
    expect(batchInWords(shapeOf(143, 0), 267)).toBe(
      "143 decode, no prefill: every weight byte serves few tokens",
    );
    expect(batchInWords(shapeOf(300, 0), 267)).toBe(
      "300 decode, no prefill: every weight byte serves many tokens",
    );
    expect(batchInWords(shapeOf(0, 2048), 267)).toBe(
      "2,048 prefill, no decode: every weight byte serves many tokens",
    );
  });
});

/** Two operators of a step of 10 ms; a copy beside them does no arithmetic. */
const operators = [
  { name: "down", flops: 6e9, bytes: 6e7, seconds: 0.004, share: 0.4, cause: "weights" },
  { name: "attention", flops: 4e9, bytes: 1e9, seconds: 0.005, share: 0.5, cause: "kv" },
  { name: "write cache", flops: 0, bytes: 1e6, seconds: 0.001, share: 0.1, cause: "launch" },
].map((operator) => ({
  kind: "matrix" as const,
  format: undefined,
  stage: 1,
  message: 0,
  times: 1,
  weights: 0,
  kv: 0,
  activations: 0,
  bound: "memory" as const,
  spent: { memory: operator.seconds, compute: 0, latency: 0, network: 0 },
  ...operator,
  cause: operator.cause as (typeof causes)[number],
  intensity: operator.flops / operator.bytes,
}));

const sheet = { arithmetic: 1e15, bandwidth: 4e12, intensity: 250 };
const attained = { arithmetic: 7e14, bandwidth: 3e12, intensity: 700 / 3 };

describe("operators on the roofline", () => {
  test("lie at what they compute a byte and a second, and those without arithmetic nowhere", () => {
    expect(pointsOf(operators)).toEqual([
      { name: "down", intensity: 100, rate: 1.5e12, share: 0.4, hue: hueOf("weights") },
      { name: "attention", intensity: 4, rate: 8e11, share: 0.5, hue: hueOf("kv") },
    ]);
  });

  test("are under the slope left of the ridge and under the flat roof right of it", () => {
    expect(allowed(sheet, 100)).toBe(4e14);
    expect(allowed(sheet, 1000)).toBe(1e15);
  });

  test("are told by the one that takes longest", () => {
    expect(longestInWords(pointsOf(operators), { sheet, attained })).toBe(
      "attention takes 50 % of the GPU's time, under the memory roof, of which it reaches 5 %",
    );
  });
});
