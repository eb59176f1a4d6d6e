/** Where a model does not fit its GPU, what is said would help does help. */
import { expect, test } from "vitest";
import { usual } from "../../sim/cluster/way-out.ts";
import { simulate } from "../../sim/index.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";

const world = (pool: object, engine: object): Parameters<typeof simulate>[0] => ({
  name: "too small",
  workload: {
    arrivals: { process: "constant", request_rate: 1 },
    num_prompts: 1,
    prompt_tokens: { distribution: "fixed", tokens: 16 },
    output_tokens: { distribution: "fixed", tokens: 2 },
  },
  cluster: {
    pools: [
      {
        role: "mixed",
        model: "meta-llama/Llama-3.1-8B-Instruct",
        gpu: "H100-SXM-80GB",
        ...pool,
        engine,
      },
    ],
  },
});

const refusal = (pool: object, engine: object = {}): string => {
  try {
    simulate(world(pool, engine));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

const large = "meta-llama/Llama-3.1-70B-Instruct";

test("the smallest GPUs with room are named, and have it", () => {
  expect(refusal({ model: large })).toContain("it fits one B200-SXM-180GB or MI300X-192GB\n");
  for (const gpu of ["B200-SXM-180GB", "MI300X-192GB"])
    expect(refusal({ model: large, gpu })).toBe("");
  expect(refusal({ model: large, gpu: "H200-SXM-141GB" })).toContain("does not fit");
});

test("the setting that takes too much is named with the value that does not", () => {
  const told = (engine: object) => refusal({}, engine);
  expect(told({ max_num_batched_tokens: 2e9 })).toContain(
    "with max_num_batched_tokens at 2048 it fits",
  );
  expect(told({ gpu_memory_utilization: 0.1 })).toContain(
    "with gpu_memory_utilization at 0.92 it fits",
  );
  expect(told({ block_size: 2 ** 20 })).toContain("with block_size at 16 it fits");
});

test("the usual settings are those of a scenario that is silent", () => {
  expect(engineSchema.parse({})).toMatchObject(usual);
});

test("what one GPU does not hold is told how many of them do", () => {
  expect(refusal({ model: large })).toContain("with tensor_parallel_size at 2 it fits, or");
  expect(refusal({ model: large, tensor_parallel_size: 2 })).toBe("");
});

test("what no GPU holds is told which servers do, or to be smaller", () => {
  const huge = "meta-llama/Llama-3.1-405B-Instruct";
  const gpu = "H200-SXM-141GB";
  expect(refusal({ model: huge })).toContain(
    "no known GPU holds it alone; split over a server of GH200-96GB or H200-SXM-141GB or",
  );
  expect(refusal({ model: huge, gpu, tensor_parallel_size: 8 })).toBe("");
  const larger = {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    num_hidden_layers: 1000,
    hidden_size: 65_536,
    num_attention_heads: 128,
    num_key_value_heads: 8,
    intermediate_size: 262_144,
    vocab_size: 128_256,
    max_position_embeddings: 8192,
    torch_dtype: "bfloat16",
  };
  expect(refusal({ model: larger })).toContain(
    "no known GPU holds it alone: take a smaller model, or one in fewer bits",
  );
});

test("what no server holds is told how many stages do, or ranks that deal out its experts", () => {
  const dense = { model: "meta-llama/Llama-3.1-405B-Instruct" };
  const stages = { tensor_parallel_size: 8, pipeline_parallel_size: 2 };
  expect(refusal(dense)).toContain(
    "; with tensor_parallel_size at 8 and pipeline_parallel_size at 2 it fits; no known GPU",
  );
  expect(refusal({ ...dense, tensor_parallel_size: 8 })).toContain("does not fit 8 × H100");
  expect(refusal({ ...dense, ...stages })).toBe("");
  const mixture = { model: "deepseek-ai/DeepSeek-V3" };
  expect(refusal(mixture)).toContain(
    "; with tensor_parallel_size at 8 and pipeline_parallel_size at 2 it fits, or with " +
      "data_parallel_size at 16 and enable_expert_parallel it fits; no known GPU",
  );
  const dealt = { data_parallel_size: 16, enable_expert_parallel: true };
  expect(refusal({ ...mixture, data_parallel_size: 8, enable_expert_parallel: true })).toContain(
    "does not fit 8 × H100",
  );
  expect(refusal({ ...mixture, ...stages })).toBe("");
  expect(refusal({ ...mixture, ...dealt })).toBe("");
});

test("what is missing is the rest of the first block", () => {
  // Of 15 GiB, 1.2 go to others, 14.96 to weights, 1.01 to activations, 0.75 are kept back.
  expect(refusal({ gpu: "T4-16GB" })).toContain("nothing is left for a KV cache, 2.92 GiB are");
});
