import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import { CAUSE, causes } from "../../sim/cost/cost.ts";
import type { Operator } from "../../sim/cost/operators/index.ts";
import { pNorm, pShare } from "../../sim/cost/p-norm.ts";
import {
  charge,
  kernelSeconds,
  operatorSeconds,
  type Roof,
  roofsOf,
} from "../../sim/cost/roofline.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";

const amount = fc.double({ min: 1e-12, max: 1e3, noNaN: true });
const sharpness = fc.constantFrom(1, 1.9, 2, 3.6, 4, 8);

describe("a p-norm", () => {
  test("of 3 and 4 is 7, 5, and towards 4 as p grows", () => {
    expect(pNorm(3, 4, 1)).toBeCloseTo(7, 12);
    expect(pNorm(3, 4, 2)).toBe(5);
    // (81 + 256)^(1/4)
    expect(pNorm(3, 4, 4)).toBeCloseTo(4.28457, 5);
    expect(pNorm(3, 4, 30)).toBeCloseTo(4, 4);
  });

  test("lies between the larger side and the sum", () => {
    fc.assert(
      fc.property(amount, amount, sharpness, (a, b, p) => {
        const norm = pNorm(a, b, p);
        expect(norm).toBeGreaterThanOrEqual(Math.max(a, b) * (1 - 1e-12));
        expect(norm).toBeLessThanOrEqual((a + b) * (1 + 1e-12));
      }),
    );
  });

  test("is divided between its sides as aᵖ to bᵖ", () => {
    expect(pShare(3, 4, 2)).toBe(9 / 25);
    expect(pShare(3, 4, 4)).toBeCloseTo(81 / 337, 12);
    expect(pShare(0, 4, 4)).toBe(0);
    fc.assert(
      fc.property(amount, amount, sharpness, (a, b, p) => {
        expect(pShare(a, b, p) + pShare(b, a, p)).toBeCloseTo(1, 9);
      }),
    );
  });
});

const roof: Roof = { floor: 5e-6, bandwidth: 2e12, arithmetic: 5e14, p: 2, ramp: 100 };

const operator: Operator = {
  name: "a matrix",
  kind: "matrix",
  times: 10,
  flops: 2e10,
  weights: 4e7,
  kv: 0,
  activations: 2e7,
};

describe("a kernel", () => {
  test("takes its floor and the norm of moving and computing", () => {
    // 60 MB at 2 TB/s are 30 µs, 20 GFLOP at 500 TFLOP/s 40 µs: 5 + 50 µs
    expect(kernelSeconds(6e7, 2e10, roof)).toBeCloseTo(55e-6, 12);
  });

  test("is charged to launch, weights, activations and matrix", () => {
    const byCause = new Float64Array(causes.length);
    charge(operator, roof, byCause);
    // ten runs; of the 50 µs, 9/25 move (two thirds of them weights) and 16/25 compute
    expect(byCause[CAUSE.launch]).toBeCloseTo(50e-6, 12);
    expect(byCause[CAUSE.weights]).toBeCloseTo(120e-6, 12);
    expect(byCause[CAUSE.activations]).toBeCloseTo(60e-6, 12);
    expect(byCause[CAUSE.matrix]).toBeCloseTo(320e-6, 12);
  });

  test("of prompts' attention computes as if each piece had more queries", () => {
    const attention: Operator = {
      ...operator,
      kind: "prefill-attention",
      weights: 0,
      flopsPerQuery: 2e8,
    };
    // (20 + 100 × 0.2) GFLOP at 500 TFLOP/s, ten times; queries and outputs are not counted
    expect(operatorSeconds(attention, roof)).toBeCloseTo(10 * (5e-6 + 80e-6), 12);
  });

  test("of a sampler is charged to it whole", () => {
    const byCause = new Float64Array(causes.length);
    charge({ ...operator, kind: "sampler", flops: 0 }, roof, byCause);
    expect(byCause[CAUSE.sampler]).toBeCloseTo(10 * 35e-6, 12);
    expect(byCause[CAUSE.launch]).toBe(0);
  });

  test("splits into causes that sum to its time", () => {
    const kinds = fc.constantFrom("matrix", "norm", "prefill-attention", "sampler");
    const work = fc.double({ min: 1, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(kinds, work, work, work, (kind, flops, weights, kv) => {
        const some = { ...operator, kind: kind as Operator["kind"], flops, weights, kv };
        const byCause = new Float64Array(causes.length);
        charge(some, roof, byCause);
        const sum = byCause.reduce((a, b) => a + b);
        expect(sum / operatorSeconds(some, roof)).toBeCloseTo(1, 9);
      }),
    );
  });
});

test("matrices are priced by the peak of the format that they are multiplied in", () => {
  const model = findModel("meta-llama/Llama-3.2-1B");
  const gpu = { ...findGpu("H100"), peak: { fp16: 1e14, bf16: 2e14 } };
  const arithmetic = (dtype?: "float16" | "bfloat16") =>
    roofsOf({ model, gpu, calibration: calibrationOf(gpu), sampler: "greedy", dtype }).matrix
      .arithmetic;
  expect(model.dtype).toBe("bfloat16");
  expect(arithmetic()).toBe(2 * arithmetic("float16"));
  expect(arithmetic()).toBe(arithmetic("bfloat16"));
});
