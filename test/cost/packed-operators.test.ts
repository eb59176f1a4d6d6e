/** What a step reads of packed weights, and what it prepares for them. */
import { describe, expect, test } from "vitest";
import { causes, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { type Operator, stepOperators } from "../../sim/cost/operators/index.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { servedOn } from "../../sim/machine/formats.ts";
import { splitOf } from "../../sim/machine/parallel.ts";
import { weightBytes } from "../../sim/machine/parameters.ts";

const decoding = (decodes: number): StepShape => ({
  ...emptyShape(),
  tokens: decodes,
  decodes,
  decodeContext: decodes * 100,
  sampled: decodes,
});

const plain = findModel("meta-llama/Llama-3.1-8B-Instruct");
const byRows = findModel("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic");

const read = (operators: readonly Operator[]): number =>
  operators.reduce((sum, { times, weights }) => sum + times * weights, 0);
const of = (operators: readonly Operator[], name: string): Operator[] =>
  operators.filter((operator) => operator.name === name);

describe("a decode step of an 8B in FP8", () => {
  const step = stepOperators(byRows, decoding(1));

  test("reads a byte a weight of its layers, a scale a row, and the head in 16 bits", () => {
    // 32 layers of 4,096 × (6,144 + 4,096) for attention and 3 × 4,096 × 14,336 for the MLP.
    const weights = 32 * (4096 * (6144 + 4096) + 3 * 4096 * 14_336);
    const rows = 32 * (6144 + 4096 + 2 * 14_336 + 4096);
    expect(read(step)).toBe(weights + 4 * rows + 2 * 4096 * 128_256);
    const in16Bits = read(stepOperators(plain, decoding(1)));
    expect(read(step)).toBeLessThan(0.54 * in16Bits);
    // All that is loaded but the embedding and the norms.
    const kept = 2 * 4096 * (128_256 + 65);
    expect(read(step)).toBe(weightBytes(byRows) - kept);
  });

  test("rounds the inputs of each matrix first, which are then half as long", () => {
    const names = step.map(({ name }) => name);
    for (const name of ["query, key, value", "attention output", "gate and up", "down"])
      expect(names[names.indexOf(name) - 1]).toBe("quantize");
    expect(names[names.indexOf("head") - 1]).not.toBe("quantize");
    const [gateAndUp] = of(step, "gate and up");
    expect(gateAndUp).toMatchObject({ format: "fp8", activations: 4096 + 2 * 28_672 });
    const [first] = of(step, "quantize");
    expect(first).toMatchObject({ kind: "quantize", times: 32, activations: 3 * 4096 });
  });

  test("on a GPU without FP8 arithmetic unpacks the same bytes, and rounds nothing", () => {
    const unpacked = stepOperators(servedOn(findGpu("A100"), byRows), decoding(1));
    expect(read(unpacked)).toBe(read(step));
    expect(of(unpacked, "quantize")).toEqual([]);
    expect(of(unpacked, "down")[0]!.activations).toBe(2 * (14_336 + 4096));
  });

  test("takes less time than in 16 bits, there too", () => {
    const seconds = (model: typeof plain, gpu: string) =>
      createCost({
        model,
        gpu: findGpu(gpu),
        settings: {
          max_num_seqs: 256,
          enforce_eager: false,
          async_scheduling: true,
          sampler: "greedy",
        },
      }).gpu(decoding(1), new Float64Array(causes.length));
    // Measured with vLLM 0.26 on an H200: 3.6 ms instead of 4.9.
    expect(seconds(byRows, "H200") * 1e3).toBeCloseTo(3.6, 0);
    expect(seconds(byRows, "H200") / seconds(plain, "H200")).toBeCloseTo(3.57 / 4.92, 1);
    expect(seconds(byRows, "A100") / seconds(plain, "A100")).toBeLessThan(0.7);
  });
});

describe("a scale", () => {
  test("a block is read with its block, also by a rank", () => {
    const qwen = findModel("Qwen/Qwen3-32B-FP8");
    const down = (ranks: number) =>
      of(
        stepOperators(qwen, decoding(1), { split: splitOf({ tensor_parallel_size: ranks }) }),
        "down",
      )[0]!;
    // 5,120 × 25,600 weights in blocks of 128 × 128.
    expect(down(1)).toMatchObject({
      format: "fp8-block",
      weights: 5120 * 25_600 + 4 * 40 * 200,
    });
    expect(down(4).weights).toBe(down(1).weights / 4);
  });

  test("a group of 32 weights of four bits makes 4.25 bits of each", () => {
    const experts = of(
      stepOperators(findModel("openai/gpt-oss-20b"), decoding(1)),
      "experts' down",
    );
    // Four of 32 experts see a token: 2,880 × 2,880 each.
    expect(experts[0]).toMatchObject({ format: "mxfp4", times: 24 });
    expect(experts[0]!.weights).toBe((4 * 2880 * 2880 * 4.25) / 8);
  });
});

test("layers that a checkpoint leaves in 16 bits are multiplied in 16 bits", () => {
  // Meta leaves the first and the last of 126 layers, and all attention.
  const step = stepOperators(findModel("meta-llama/Llama-3.1-405B-FP8"), decoding(1));
  const formats = (name: string) => of(step, name).map(({ times, format }) => [times, format]);
  expect(formats("gate and up")).toEqual([
    [124, "fp8"],
    [2, undefined],
  ]);
  expect(formats("attention output")).toEqual([[126, undefined]]);
  expect(formats("quantize")).toEqual([
    [124, undefined],
    [124, undefined],
  ]);
  const lastStage = { index: 1, of: 2, from: 63, to: 126 };
  const half = stepOperators(findModel("meta-llama/Llama-3.1-405B-FP8"), decoding(1), {
    split: splitOf({}, lastStage),
  });
  expect(of(half, "down").map(({ times }) => times)).toEqual([62, 1]);
});
