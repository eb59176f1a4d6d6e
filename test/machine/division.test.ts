import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataParallelSizes, tensorParallelSizes, unevenIn } from "../../sim/machine/division.ts";
import { fewestGpus } from "../../sim/machine/fewest-gpus.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { concurrencyAt, planMemory } from "../../sim/machine/memory.ts";
import { type ParallelSettings, splitOf } from "../../sim/machine/parallel.ts";
import { parameters, weightBytes } from "../../sim/machine/parameters.ts";
import { PartError } from "../../sim/machine/part-error.ts";
import { readModel } from "../../sim/machine/read-model.ts";
import { settings, tinyLlama } from "./world.ts";

const h100 = findGpu("H100-SXM-80GB");
const among = (tensor_parallel_size: number, more: ParallelSettings = {}) => ({
  split: splitOf({ tensor_parallel_size, ...more }),
});
const tiny = { ...tinyLlama, num_hidden_layers: 1 };

describe("the weights of a rank", () => {
  test("are its heads, its part of the MLP and of the vocabulary, and all norms", () => {
    // 4 ranks of 16 bits: q and o 64·16 each, k and v one of two heads of 16 (each on two ranks),
    // MLP 3·64·32, embedding and head 128 words (padded) ÷ 4 · 64, norms 3·64
    const elements = 2 * 64 * 16 + 2 * 64 * 16 + 3 * 64 * 32 + 2 * 32 * 64 + 3 * 64;
    expect(weightBytes(readModel(tiny), among(4))).toBe(2 * elements);
  });

  test("hold routers whole and a slice of every expert", () => {
    const mixture = {
      ...tiny,
      model_type: "mixtral",
      num_local_experts: 8,
      num_experts_per_tok: 2,
    };
    const whole = parameters(readModel(mixture));
    expect(whole.router).toBe(8 * 64);
    expect(whole.experts).toBe(8 * 3 * 64 * 128);
    const rank = (config: object) => weightBytes(readModel({ ...config }), among(2));
    // In place of the dense MLP: eight slices, and the router.
    expect(rank(mixture) - rank(tiny)).toBe(2 * (7 * 3 * 64 * 64 + 8 * 64));
  });

  test("together are at least the whole", () => {
    const model = fc.constantFrom(...modelNames.map(findModel));
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 64 }), (of, ranks) => {
        const rank = weightBytes(of, among(ranks));
        expect(ranks * rank).toBeGreaterThanOrEqual(weightBytes(of));
        expect(rank).toBeLessThanOrEqual(weightBytes(of) * (1 + 64 / of.vocabulary));
      }),
    );
  });
});

describe("a model divides", () => {
  test.each([
    ["meta-llama/Llama-3.1-8B", [1, 2, 4, 8, 16, 32]],
    // 40 heads, 8 of keys
    ["meta-llama/Llama-2-13b-hf", [1, 2, 4, 8]],
    ["Qwen/Qwen2.5-7B", [1, 2, 4]],
    ["tiiuae/falcon-7b", [1]],
    ["deepseek-ai/DeepSeek-V3", [1, 2, 4, 8, 16]],
    ["Qwen/Qwen3-30B-A3B", [1, 2, 4, 8, 16, 32]],
    // 768 ÷ 4 cuts a block of 128 in two
    ["Qwen/Qwen3-30B-A3B-FP8", [1, 2]],
  ])("%s by %j", (name, sizes) => {
    expect(tensorParallelSizes(findModel(name))).toEqual(sizes);
  });

  test.each([
    ["meta-llama/Llama-3.1-8B", 3, "does not divide the 32 query heads"],
    ["meta-llama/Llama-3.2-3B", 6, "neither divides the 8 KV heads nor repeats them"],
    ["Qwen/Qwen3-30B-A3B-FP8", 4, "cuts 768 into 192, no multiple of the weights' blocks of 128"],
    ["meta-llama/Llama-3.1-8B", 0, "is not a whole number above 0"],
  ])("%s not by %i, and why", (name, ranks, why) => {
    expect(unevenIn(findModel(name), { tensor_parallel_size: ranks })?.why).toBe(why);
    expect(() =>
      planMemory(findModel(name), h100, { ...settings, tensor_parallel_size: ranks }),
    ).toThrow(PartError);
  });
});

describe("what shares experts divides", () => {
  const uneven = (name: string, settings: ParallelSettings) => unevenIn(findModel(name), settings);

  test("whole ones by their number, slices by their width", () => {
    const mixtral = "mistralai/Mixtral-8x7B-v0.1";
    const of = { data_parallel_size: 3, enable_expert_parallel: true };
    expect(uneven(mixtral, of)).toEqual({
      path: "data_parallel_size",
      value: 3,
      why: "does not divide the 8 experts",
      choices: [1, 2, 4, 8],
    });
    expect(uneven(mixtral, { ...of, tensor_parallel_size: 2 })).toMatchObject({
      why: "× 2 tensor-parallel ranks = 6 does not divide the 8 experts",
      choices: [1, 2, 4],
    });
    // 14,336 = 2¹¹ · 7
    expect(uneven(mixtral, { data_parallel_size: 3 })?.why).toBe(
      "does not divide the experts' width of 14336",
    );
    expect(dataParallelSizes(findModel(mixtral), {})).toEqual([1, 2, 4, 7, 8]);
    // Whole experts are not cut, so blocks of their weights are not either.
    const qwen = "Qwen/Qwen3-30B-A3B-FP8";
    expect(uneven(qwen, { tensor_parallel_size: 4 })?.path).toBe("tensor_parallel_size");
    expect(uneven(qwen, { tensor_parallel_size: 4, enable_expert_parallel: true })).toBe(undefined);
  });

  test("not at all in a dense model, which has replicas of any number", () => {
    const llama = "meta-llama/Llama-3.1-8B";
    expect(uneven(llama, { data_parallel_size: 3 })).toBe(undefined);
    expect(uneven(llama, { data_parallel_size: 3, enable_expert_parallel: true })?.path).toBe(
      "enable_expert_parallel",
    );
  });

  test("and stages go by layers", () => {
    expect(uneven("meta-llama/Llama-3.1-8B", { pipeline_parallel_size: 32 })).toBe(undefined);
    expect(uneven("meta-llama/Llama-3.1-8B", { pipeline_parallel_size: 33 })).toMatchObject({
      path: "pipeline_parallel_size",
      why: "is more than the 32 layers",
    });
  });
});

describe("how many GPUs, how many requests", () => {
  const fewest = (name: string, max_model_len?: number) =>
    fewestGpus(findModel(name), h100, { ...settings, max_model_len });

  test("the smallest number that holds the model and its longest request", () => {
    // 141.1 GB of weights: two H100 of 78.7 GB hold 157.4, and 16 GB less reserve is 29,000 tokens
    expect(fewest("meta-llama/Llama-3.1-70B", 8192).gpus).toBe(2);
    expect(fewest("meta-llama/Llama-3.1-70B").gpus).toBe(4);
    expect(fewest("meta-llama/Llama-3.1-8B").gpus).toBe(1);
    expect(fewest("deepseek-ai/DeepSeek-V3").gpus).toBe(16);
    expect(fewest("deepseek-ai/DeepSeek-V3").spread).toEqual({
      tensor_parallel_size: 8,
      pipeline_parallel_size: 2,
    });
    expect(fewest("openai/gpt-oss-120b").gpus).toBe(1);
  });

  test("what was tried is told, and that nothing was enough", () => {
    const small = { ...findGpu("T4-16GB"), memory: 2 ** 30 };
    const { gpus, tried, plan } = fewestGpus(findModel("Qwen/Qwen2.5-7B"), small, settings);
    // 1, 2 and 4 ranks in each of up to 28 stages, of no more than 64 GPUs
    const stages = Array.from({ length: 28 }, (_, index) => index + 1);
    const all = stages.flatMap((count) => [count, 2 * count, 4 * count]);
    const most = [...new Set(all.filter((count) => count <= 64))];
    expect({ gpus, tried }).toEqual({ gpus: undefined, tried: most });
    expect(plan.blocks).toBe(0);
  });

  test("concurrency is blocks over blocks, and the ideal is bytes over bytes", () => {
    const plan = planMemory(findModel("meta-llama/Llama-3.1-8B"), h100, settings);
    // 28,957 blocks; 4,096 tokens take 256
    expect(concurrencyAt(plan, 4096)).toEqual({ requests: 113, ideal: 113 });
    expect(concurrencyAt(plan, 1)).toEqual({ requests: 28_957, ideal: 463_326 });
    expect(concurrencyAt(plan, 1e6)).toEqual({ requests: 0, ideal: 0 });
  });

  test("windows allow more than vLLM makes of them", () => {
    const plan = planMemory(findModel("openai/gpt-oss-20b"), h100, settings);
    const { requests, ideal } = concurrencyAt(plan, 4096);
    // Ideally a window is 128 of 4,096 tokens in half of the layers; vLLM keeps what is in flight.
    expect(ideal / requests).toBeCloseTo((2 * 4096) / (4096 + 128), 1);
  });

  test("an 8-bit cache has twice the blocks", () => {
    const plan = (kv_cache_dtype: "auto" | "fp8") =>
      planMemory(findModel("meta-llama/Llama-3.1-8B"), h100, { ...settings, kv_cache_dtype });
    expect(plan("fp8").bytesPerBlock).toBe(plan("auto").bytesPerBlock / 2);
    expect(plan("fp8").blocks).toBe(Math.floor((2 * plan("auto").kvCache) / 2_097_152));
  });

  test("latent attention works with copies in 16 bits", () => {
    const plan = planMemory(findModel("deepseek-ai/DeepSeek-V3"), h100, {
      ...settings,
      tensor_parallel_size: 16,
    });
    const line = plan.lines.find(({ name }) => name === "absorbed projections");
    // 61 layers, 8 of 128 heads, 512 × (128 + 128) × 2 B
    expect(line?.bytes).toBe(-61 * 8 * 512 * 256 * 2);
    expect(plan.lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBeCloseTo(plan.kvCache, 3);
  });

  test("a vision tower has a line of its own", () => {
    const scout = findModel("meta-llama/Llama-4-Scout-17B-16E");
    const { lines, kvCache } = planMemory(scout, h100, { ...settings, tensor_parallel_size: 4 });
    const line = lines.find(({ name }) => name === "vision tower");
    expect(line?.bytes).toBe((-2 * 871_932_416) / 4);
    expect(lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBeCloseTo(kvCache, 3);
  });
});
