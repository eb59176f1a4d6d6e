import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import { causes, emptyShape, type StepShape } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { createLeastTime, type LeastTime, type Work } from "../../sim/cost/least-time.ts";
import { unevenIn } from "../../sim/machine/division.ts";
import { findGpu, gpuNames } from "../../sim/machine/find-gpu.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import type { ParallelSettings } from "../../sim/machine/parallel.ts";
import { packedModels } from "./packed-models.ts";

const leastTimeOf = (
  model: string,
  gpu: string,
  parallel: ParallelSettings = {},
): ((work: Work) => LeastTime) =>
  createLeastTime({
    model: findModel(model),
    gpu: findGpu(gpu),
    calibration: calibrationOf(findGpu(gpu)),
    sampler: "greedy",
    ...parallel,
  });

const llama = leastTimeOf("meta-llama/Llama-3.1-8B", "H100-SXM-80GB");
/** Weights of its 32 layers' matrices, and of its head. */
const LAYERS = 32 * (4096 * (4096 + 2 * 1024) + 4096 * 4096 + 3 * 4096 * 14_336);
const HEAD = 4096 * 128_256;

const decodes = (count: number, context: number): StepShape => ({
  ...emptyShape(),
  tokens: count,
  decodes: count,
  decodeContext: count * context,
  sampled: count,
});

const prompt = (tokens: number): StepShape => ({
  ...emptyShape(),
  tokens,
  prefills: 1,
  prefillTokens: tokens,
  prefillContext: tokens,
  prefillPairs: (tokens * (tokens + 1)) / 2,
  sampled: 1,
});

describe("the speed of light of Llama-3.1-8B on an H100", () => {
  test("reads weights and cache once a decode", () => {
    const { sheet } = llama({ shape: decodes(1, 1000), steps: 1, drawing: 1 });
    // 131,072 bytes a token: 2 × 32 layers × 8 heads × 128 × 2 bytes.
    expect(sheet).toBeCloseTo((2 * (LAYERS + HEAD) + 1000 * 131_072) / 3.35e12, 12);
  });

  test("computes a long prompt at the peak, however its bytes move meanwhile", () => {
    const { sheet } = llama({ shape: prompt(4096), steps: 1, drawing: 1 });
    // Two for a weight and token, and four for a pair of query and key, an element and a layer.
    const attention = 4 * 4096 * 32 * ((4096 * 4097) / 2);
    const flops = 2 * 4096 * LAYERS + 2 * HEAD + attention;
    expect(sheet).toBeCloseTo(flops / 989.4e12, 12);
  });

  test("in FP8 reads a byte a weight, and computes it at the peak of 8 bits", () => {
    const packed = leastTimeOf("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "H100-SXM-80GB");
    // A scale of four bytes for each row of the matrices of a layer.
    const scales = 4 * 32 * (6144 + 4096 + 2 * 14_336 + 4096);
    expect(packed({ shape: decodes(1, 1000), steps: 1, drawing: 1 }).sheet).toBeCloseTo(
      (LAYERS + scales + 2 * HEAD + 1000 * 131_072) / 3.35e12,
      12,
    );
    const attention = 4 * 4096 * 32 * ((4096 * 4097) / 2);
    const computing = (2 * 4096 * LAYERS) / 1978.9e12 + (2 * HEAD + attention) / 989.4e12;
    const { sheet } = packed({ shape: prompt(4096), steps: 1, drawing: 1 });
    expect(sheet / computing).toBeCloseTo(1, 9);
    const unpacked = leastTimeOf(
      "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic",
      "A100-SXM-80GB",
    )({ shape: prompt(4096), steps: 1, drawing: 1 });
    expect(unpacked.sheet).toBeCloseTo((2 * 4096 * LAYERS + 2 * HEAD + attention) / 312e12, 9);
  });

  test("on four GPUs has a quarter to read on each", () => {
    const four = leastTimeOf("meta-llama/Llama-3.1-8B", "H100-SXM-80GB", {
      tensor_parallel_size: 4,
    });
    const { sheet } = four({ shape: decodes(1, 1000), steps: 1, drawing: 1 });
    expect(sheet).toBeCloseTo((2 * (LAYERS + HEAD) + 1000 * 131_072) / 4 / 3.35e12, 12);
  });

  test("reads layers once a step, and the head once a step that draws", () => {
    const { sheet } = llama({ shape: decodes(64, 1), steps: 5, drawing: 2 });
    expect(sheet).toBeCloseTo((2 * (5 * LAYERS + 2 * HEAD) + 64 * 131_072) / 3.35e12, 12);
  });
});

const shapes: fc.Arbitrary<StepShape> = fc
  .record({
    decodes: fc.integer({ min: 0, max: 300 }),
    context: fc.integer({ min: 1, max: 9000 }),
    prompt: fc.integer({ min: 0, max: 5000 }),
  })
  .filter((drawn) => drawn.decodes + drawn.prompt > 0)
  .map((drawn) => {
    const shape = decodes(drawn.decodes, drawn.context);
    return drawn.prompt === 0 ? shape : sum([shape, prompt(drawn.prompt)]);
  });

const sum = (all: readonly StepShape[]): StepShape =>
  all.reduce((total, shape) => {
    const keys = Object.keys(total) as (keyof StepShape)[];
    return Object.fromEntries(
      keys.map((key) => [key, total[key] + shape[key]]),
    ) as object as StepShape;
  }, emptyShape());

describe("the speed of light of Qwen3-30B-A3B on an H100", () => {
  const qwen = leastTimeOf("Qwen/Qwen3-30B-A3B", "H100-SXM-80GB");
  /** Attention of 32 query and 4 KV heads, 128 wide, and the router of 48 layers; the head. */
  const rest = 48 * (2048 * (32 + 4 + 4) * 128 + 32 * 128 * 2048 + 2048 * 128);
  const head = 2048 * 151_936;
  const expert = 48 * 3 * 2048 * 768;
  const touched = (tokens: number): number => 128 * (1 - (15 / 16) ** tokens);
  const keys = 64 * 48 * 2 * 4 * 128 * 2;
  const seconds = (steps: number, experts: number): number =>
    (2 * (steps * rest + head + experts * expert) + keys) / 3.35e12;

  test("reads what four tokens touch in each of 16 steps that can have no more", () => {
    const { sheet } = qwen({ shape: decodes(64, 1), steps: 16, drawing: 1, most: 4 });
    expect(sheet).toBeCloseTo(seconds(16, 16 * touched(4)), 12);
  });

  test("reads eight experts in all steps but the last, where any may have the rest", () => {
    const { sheet } = qwen({ shape: decodes(64, 1), steps: 4, drawing: 1 });
    expect(sheet).toBeCloseTo(seconds(4, 3 * 8 + touched(61)), 12);
  });
});

test("steps together cost no less than the least time of their sum, on any machine", () => {
  fc.assert(
    fc.property(
      fc.array(shapes, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...modelNames, ...packedModels),
      fc.constantFrom(...gpuNames),
      fc.record({
        enforce_eager: fc.boolean(),
        enable_sequence_parallel: fc.boolean(),
        tensor_parallel_size: fc.constantFrom(1, 2, 4, 8),
        data_parallel_size: fc.constantFrom(1, 1, 2),
        enable_expert_parallel: fc.boolean(),
        expert_skew: fc.constantFrom(0, 0.5, 2),
      }),
      (steps, model, gpu, { enforce_eager, ...spread }) => {
        const { expert_skew, enable_expert_parallel, ...ofAny } = spread;
        const hasExperts = findModel(model).experts !== undefined;
        const drawn = hasExperts ? spread : ofAny;
        const divides = unevenIn(findModel(model), drawn) === undefined;
        const parallel = divides ? drawn : {};
        const settings = { max_num_seqs: 256, async_scheduling: true, enforce_eager, ...parallel };
        const cost = createCost({
          model: findModel(model),
          gpu: findGpu(gpu),
          settings: { ...settings, sampler: "greedy" },
        });
        const spent = steps.reduce(
          (seconds, shape) => seconds + cost.gpu(shape, new Float64Array(causes.length)),
          0,
        );
        const { sheet, attained } = leastTimeOf(
          model,
          gpu,
          parallel,
        )({
          shape: sum(steps),
          steps: steps.length,
          drawing: steps.length,
          most: Math.max(...steps.map(({ tokens }) => tokens)),
        });
        expect(attained).toBeLessThanOrEqual(spent);
        expect(sheet).toBeLessThanOrEqual(attained);
      },
    ),
  );
});
