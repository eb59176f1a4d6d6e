/** Memory of an engine in stages, and of ranks that share experts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { kvBytesPerToken, mostKvBytes } from "../../sim/machine/kv.ts";
import { kvGroups } from "../../sim/machine/kv-blocks.ts";
import { concurrencyAt, planMemory } from "../../sim/machine/memory.ts";
import { type ParallelSettings, splitOf, stagesOf } from "../../sim/machine/parallel.ts";
import { visionBytes, weightBytes } from "../../sim/machine/parameters.ts";
import { readModel } from "../../sim/machine/read-model.ts";
import { settings, tinyLlama } from "./world.ts";

const h100 = findGpu("H100-SXM-80GB");
const planOf = (name: string, parallel: ParallelSettings) =>
  planMemory(findModel(name), h100, { ...settings, ...parallel });

const stagesIn = (model: Parameters<typeof weightBytes>[0], of: number): number[] =>
  stagesOf(model, of).map((stage) => weightBytes(model, { split: splitOf({}, stage) }));

describe("the weights of a stage", () => {
  test("are its layers, with the embedding before the first and the head after the last", () => {
    const model = readModel({ ...tinyLlama, num_hidden_layers: 5, vocab_size: 100 });
    // q, o 64 · 64; k, v 2 heads of 16; MLP 3 · 64 · 128; two norms
    const layer = 2 * (2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128 + 2 * 64);
    const table = 2 * 100 * 64;
    // Of five layers the last stage has fewest: it has the head.
    expect(stagesIn(model, 2)).toEqual([table + 3 * layer, 2 * layer + 2 * 64 + table]);
    expect(stagesIn(model, 3)).toEqual([table + 2 * layer, 2 * layer, layer + 2 * 64 + table]);
  });

  test("sum to the whole, but for a table that is used twice and a tower that all have", () => {
    const model = fc.constantFrom(...modelNames.map(findModel));
    fc.assert(
      fc.property(model, fc.integer({ min: 2, max: 8 }), (of, stages) => {
        const table = of.tiedEmbeddings ? of.vocabulary * of.hidden * of.bytesPerElement : 0;
        const sum = stagesIn(of, stages).reduce((a, b) => a + b);
        expect(sum).toBe(weightBytes(of) + table + (stages - 1) * visionBytes(of));
      }),
    );
  });
});

describe("a pipeline", () => {
  test("has as many blocks as the stage with the fewest", () => {
    const plan = planOf("meta-llama/Llama-3.1-70B", { pipeline_parallel_size: 4 });
    expect(plan.stages.map(({ split }) => [split.stage!.from, split.stage!.to])).toEqual([
      [0, 20],
      [20, 40],
      [40, 60],
      [60, 80],
    ]);
    // The last one has the head and the sampler's work.
    const fewest = Math.min(...plan.stages.map(({ blocks }) => blocks));
    expect(plan.blocks).toBe(fewest);
    expect(plan.stages[3]!.blocks).toBe(fewest);
    expect(plan.stages[1]!.blocks).toBeGreaterThan(fewest);
    // 20 layers, 2 · 8 heads of 128, two bytes
    expect(plan.kvBytesPerToken).toBe(20 * 2 * 8 * 128 * 2);
  });

  test("holds four times the tokens with a quarter of the layers in each stage", () => {
    const tokens = (stages: number): number => {
      const plan = planOf("meta-llama/Llama-3.1-8B", { pipeline_parallel_size: stages });
      return concurrencyAt(plan, 1).ideal;
    };
    expect(tokens(4) / tokens(1)).toBeGreaterThan(4);
  });

  test("deals the layers of a reach to its groups in turn, as vLLM does", () => {
    // gpt-oss alternates: 12 full and 12 sliding layers are two groups of 12, 6 of each a stage.
    const name = "openai/gpt-oss-20b";
    expect(kvGroups(findModel(name)).layersPerBlock).toBe(12);
    const [one, two] = [1, 2].map((stages) => planOf(name, { pipeline_parallel_size: stages })) as [
      ReturnType<typeof planOf>,
      ReturnType<typeof planOf>,
    ];
    expect(two.bytesPerBlock).toBe(one.bytesPerBlock / 2);
  });

  test("has in all stages what a token and a request have in one", () => {
    const model = fc.constantFrom(...modelNames.map(findModel));
    fc.assert(
      fc.property(model, fc.integer({ min: 2, max: 8 }), (of, stages) => {
        const sum = (each: (stage: ReturnType<typeof stagesOf>[number]) => number): number =>
          stagesOf(of, stages).reduce((total, stage) => total + each(stage), 0);
        expect(sum((stage) => kvBytesPerToken(of, { stage }))).toBe(kvBytesPerToken(of));
        expect(sum((stage) => mostKvBytes(of, 10_000, { stage }))).toBe(mostKvBytes(of, 10_000));
      }),
    );
  });
});

describe("experts", () => {
  const deepseek = "deepseek-ai/DeepSeek-V3";
  const of = { data_parallel_size: 64, enable_expert_parallel: true };

  test("are dealt out to all ranks, and the rest is on each", () => {
    const plan = planOf(deepseek, of);
    expect(plan.experts).toBe(4);
    const whole = findModel(deepseek);
    // 58 layers, three matrices of 2,048 · 7,168 in 8 bits, 4 bytes a block of 128 · 128
    const expert = 58 * 3 * 2048 * 7168 * (1 + 4 / 128 / 128);
    expect(weightBytes(whole) - plan.weights).toBe((256 - 4) * expert);
  });

  test("are sliced over all ranks where they are not dealt out, of the same bytes", () => {
    const { enable_expert_parallel: _, ...sliced } = { ...of, data_parallel_size: 16 };
    const dealt = planOf(deepseek, { ...of, data_parallel_size: 16 });
    expect(planOf(deepseek, sliced).weights).toBe(dealt.weights);
    expect(planOf(deepseek, sliced).experts).toBe(0);
  });
});

test("ranks that divide tokens before whole experts have all of the shared expert", () => {
  const deepseek = findModel("deepseek-ai/DeepSeek-V3");
  const bytesOn = (enable_expert_parallel: boolean, data_parallel_size: number) => {
    const parallel = { tensor_parallel_size: 2, data_parallel_size, enable_expert_parallel };
    return weightBytes(deepseek, { split: splitOf(parallel) });
  };
  // Whole experts are as many bytes as slices, but for scales of blocks that both cut evenly.
  const [divided, sliced] = [bytesOn(true, 2), bytesOn(false, 2)];
  const shared = 58 * 3 * 7168 * 2048 * (1 + 4 / 128 ** 2);
  expect(divided - sliced).toBeCloseTo(shared / 2, 0);
  // In one group the sum after the layer puts halves together.
  expect(bytesOn(true, 1)).toBeCloseTo(bytesOn(false, 1), 0);
});
