import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import type { CostSettings } from "../../sim/cost/cost-settings.ts";
import { stepOperators } from "../../sim/cost/operators/index.ts";
import { roofsOf } from "../../sim/cost/roofline.ts";
import { shapeOfStep } from "../../sim/explain/asked-step.ts";
import { least, memoryRoof } from "../../sim/explain/memory-roof.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { readModel } from "../../sim/machine/read-model.ts";

const settings: CostSettings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};
const gpu = findGpu("H100-SXM-80GB");
const llama = findModel("meta-llama/Llama-3.1-8B");

describe("the ridge of an H100", () => {
  test("is 989.4 TFLOP/s over 3.35 TB/s by its data sheet", () => {
    const { sheet } = memoryRoof({ model: llama, gpu, settings }, 1024);
    expect(sheet.intensity).toBeCloseTo(989.4 / 3.35, 9);
  });
});

describe("the ridge of packed weights", () => {
  const roofOn = (name: string, on: string) =>
    memoryRoof({ model: findModel(name), gpu: findGpu(on), settings }, 1024);

  test("is that of 8 bits, twice as far, where the GPU multiplies them", () => {
    const roof = roofOn("Qwen/Qwen3-8B-FP8", "H100");
    expect(roof).toMatchObject({ format: "fp8", weightWidth: 1 });
    expect(roof.sheet.intensity).toBeCloseTo(1978.9 / 3.35, 9);
    expect(roof.ruleOfThumb).toBeCloseTo(roof.attained.intensity / 2, 9);
    // Half the bytes against twice the rate: about the batch of 16 bits.
    const plain = roofOn("Qwen/Qwen3-8B", "H100");
    expect(roof.weightsLeaveAt! / plain.weightsLeaveAt!).toBeGreaterThan(0.8);
    expect(roof.weightsLeaveAt! / plain.weightsLeaveAt!).toBeLessThan(1.2);
  });

  test("is that of 16 bits where they are unpacked: half the batch leaves it", () => {
    const roof = roofOn("Qwen/Qwen3-8B-FP8", "A100");
    expect(roof).toMatchObject({ format: "bf16", weightWidth: 1 });
    const plain = roofOn("Qwen/Qwen3-8B", "A100");
    expect(roof.sheet).toEqual(plain.sheet);
    expect(roof.weightsLeaveAt! / plain.weightsLeaveAt!).toBeCloseTo(0.5, 1);
  });
});

describe("the batch at which weights leave the memory roof", () => {
  test.each(["meta-llama/Llama-3.1-8B", "facebook/opt-13b", "meta-llama/Llama-3.2-1B"])(
    "of %s solves computing = moving",
    (name) => {
      const model = findModel(name);
      const roof = memoryRoof({ model, gpu, settings }, 1024);
      const { matrix } = roofsOf({
        model,
        gpu,
        calibration: calibrationOf(gpu),
        sampler: "greedy",
      });
      const one = shapeOfStep({ prefill: 0, computed: 0, decode: 1, context: 1024 }, model);
      const sum = (of: "weights" | "activations" | "flops") =>
        stepOperators(model, one)
          .filter(({ kind }) => kind === "matrix")
          .reduce((total, operator) => total + operator.times * operator[of], 0);
      // batch · flops / A = (weights + batch · activations) / B
      const a = sum("flops") / matrix.arithmetic - sum("activations") / matrix.bandwidth;
      const exact = sum("weights") / matrix.bandwidth / a;
      expect(roof.weightsLeaveAt).toBe(Math.ceil(exact));
      // Without activations: peak ÷ bandwidth × bytes ÷ 2; they add a tenth to a fifth.
      expect(roof.ruleOfThumb).toBeCloseTo(matrix.arithmetic / matrix.bandwidth, 9);
      expect(roof.weightsLeaveAt! / roof.ruleOfThumb).toBeGreaterThan(1.05);
      expect(roof.weightsLeaveAt! / roof.ruleOfThumb).toBeLessThan(1.25);
    },
  );

  test("of a mixture is as much later as a token chooses few of its experts", () => {
    const model = findModel("mistralai/Mixtral-8x7B-v0.1");
    const { ruleOfThumb, weightsLeaveAt, attained } = memoryRoof({ model, gpu, settings }, 1024);
    // Two of eight.
    expect(ruleOfThumb).toBeCloseTo(4 * attained.intensity, 9);
    // Attention's matrices, a few percent of the weights, serve every token.
    expect(weightsLeaveAt! / ruleOfThumb).toBeGreaterThan(0.8);
    expect(weightsLeaveAt! / ruleOfThumb).toBeLessThan(1.25);
  });

  test("does not exist for matrices that are too small", () => {
    const tiny = readModel({
      num_hidden_layers: 2,
      hidden_size: 128,
      num_attention_heads: 4,
      intermediate_size: 256,
      vocab_size: 300,
      max_position_embeddings: 100,
    });
    // 128 × 256: at most 2 · 128 · 256 / ((128 + 256) · 2) = 85 FLOP a byte, below the ridge.
    expect(memoryRoof({ model: tiny, gpu, settings }, 10).weightsLeaveAt).toBeUndefined();
  });
});

describe("attention of decodes", () => {
  test("does 2 FLOPs a query head for each KV head's two bytes, whatever the context", () => {
    const at = (name: string, context: number) =>
      memoryRoof({ model: findModel(name), gpu, settings }, context).attentionIntensity;
    expect(at("facebook/opt-13b", 100)).toBe(1);
    expect(at("meta-llama/Llama-3.1-8B", 100)).toBe(4);
    expect(at("meta-llama/Llama-3.1-8B", 9000)).toBe(4);
  });

  test("keeps the whole step under the roof where contexts are long", () => {
    const at = (context: number) =>
      memoryRoof({ model: llama, gpu, settings }, context).stepLeavesAt;
    expect(at(1024)).toBeUndefined();
    expect(at(100)).toBeGreaterThan(at(1)!);
    expect(at(1)).toBeGreaterThan(memoryRoof({ model: llama, gpu, settings }, 1).weightsLeaveAt!);
  });
});

test("bisection finds the least batch, or that there is none", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 24 }), (threshold) => {
      expect(least((batch) => batch >= threshold)).toBe(threshold);
    }),
  );
  expect(least(() => false)).toBeUndefined();
});
