/**
 * Scenarios whose engines are spread over GPUs in every way that there is, drawn at random: small
 * models, few requests, every kind of batching.
 */
import fc from "fast-check";
import { all2allBackends } from "../../sim/machine/parallel.ts";
import type { ModelConfig } from "../../sim/machine/read-model.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";

/** Requests of each. */
export const REQUESTS = 40;

/** Of one GPU for an hour, in dollars. */
export const PRICE = 2;

const small = {
  num_hidden_layers: 6,
  hidden_size: 1024,
  num_attention_heads: 16,
  vocab_size: 32_000,
  max_position_embeddings: 4096,
};

/**
 * With as many KV heads as a group has ranks, with fewer, with one sum a layer, and with layers
 * that look back a part of the way.
 */
export const denseModels: readonly ModelConfig[] = [
  { ...small, model_type: "llama", num_key_value_heads: 8, intermediate_size: 2816 },
  { ...small, model_type: "qwen2", num_key_value_heads: 2, intermediate_size: 2816 },
  { ...small, model_type: "falcon", multi_query: true, parallel_attn: true },
  {
    ...small,
    model_type: "mistral",
    num_key_value_heads: 8,
    intermediate_size: 2816,
    sliding_window: 300,
  },
];

const mixed = { num_experts_per_tok: 4, num_key_value_heads: 4 };

/**
 * With experts in all layers, once with every other one looking back a part of the way; in every
 * other one; and in all but two, with attention to latents.
 */
export const mixtures: readonly ModelConfig[] = [
  { ...small, ...mixed, model_type: "mixtral", num_local_experts: 64, intermediate_size: 1024 },
  {
    ...small,
    ...mixed,
    model_type: "gpt_oss",
    num_local_experts: 64,
    intermediate_size: 512,
    sliding_window: 128,
  },
  {
    ...small,
    ...mixed,
    model_type: "qwen3_moe",
    num_experts: 64,
    moe_intermediate_size: 512,
    intermediate_size: 2816,
    decoder_sparse_step: 2,
  },
  {
    ...small,
    ...mixed,
    model_type: "deepseek_v3",
    num_key_value_heads: 16,
    q_lora_rank: 256,
    kv_lora_rank: 128,
    qk_nope_head_dim: 64,
    qk_rope_head_dim: 32,
    v_head_dim: 64,
    n_routed_experts: 64,
    n_shared_experts: 1,
    moe_intermediate_size: 512,
    intermediate_size: 2816,
    first_k_dense_replace: 2,
  },
];

/** Whether a pool of a drawn scenario serves one of these. */
export const hasExperts = ({ model }: { model: string | object }): boolean =>
  typeof model === "object" && "num_experts_per_tok" in model;

const sizes = {
  tensor_parallel_size: fc.constantFrom(1, 2, 4, 8),
  enable_sequence_parallel: fc.boolean(),
  collective_overlap: fc.constantFrom(0, 0, 0.5, 1),
  gpus_per_node: fc.constantFrom(1, 2, 8),
};

/** One stage, or several, as even as they go or not. */
const pipelines = fc.constantFrom(
  {},
  {},
  { pipeline_parallel_size: 2 },
  { pipeline_parallel_size: 3, pp_layer_partition: [1, 2, 3] },
  { pipeline_parallel_size: 4 },
  { pipeline_parallel_size: 4, pp_layer_partition: [1, 3, 1, 1] },
);

/** What an engine serves, and over how many GPUs of a stage; each key as a pool has it. */
const groups = fc.oneof(
  fc.record({
    ...sizes,
    model: fc.constantFrom(...denseModels),
    data_parallel_size: fc.constantFrom(1, 1, 2, 3),
  }),
  fc.record({
    ...sizes,
    model: fc.constantFrom(...mixtures),
    // Ranks that share experts fill servers, and divide the experts.
    data_parallel_size: fc.constantFrom(1, 2, 4),
    enable_expert_parallel: fc.boolean(),
    expert_skew: fc.constantFrom(0, 0.7),
    all2all_backend: fc.constantFrom(...all2allBackends),
  }),
);

/** How an engine is spread, and what it serves. */
export const spreads = fc.tuple(groups, pipelines).map(([group, stages]) => ({
  ...group,
  ...stages,
}));

/** All on one GPU. */
export const alone = fc.record({ model: fc.constantFrom(...denseModels, ...mixtures) });

const engine = fc.oneof(
  fc.record({
    max_num_seqs: fc.constantFrom(4, 64),
    max_num_batched_tokens: fc.constantFrom(256, 2048),
    async_scheduling: fc.boolean(),
    enforce_eager: fc.boolean(),
    order: fc.constantFrom("fcfs" as const, "shortest-first" as const),
    num_gpu_blocks_override: fc.constantFrom(330, 2000),
  }),
  fc.record({
    batching: fc.constant("static" as const),
    max_batch_size: fc.constantFrom(1, 8),
    max_queue_delay: fc.constantFrom(0, 0.02),
    kv_layout: fc.constantFrom("paged" as const, "contiguous" as const),
  }),
);

const arrivals = fc.constantFrom(
  { process: "poisson" as const, request_rate: 20 },
  { process: "gamma" as const, request_rate: 400, burstiness: 0.3 },
  { process: "closed" as const, max_concurrency: 6 },
);

const pool = fc.record({
  engines: fc.integer({ min: 1, max: 2 }),
  gpu: fc.constantFrom("H100-SXM-80GB", "A100-SXM-80GB", "L40S-48GB", "MI300X-192GB"),
  price_per_hour: fc.constant(PRICE),
  engine: engine.map((drawn) => ({ ...drawn, max_model_len: 2560 })),
});

/** Any of them, its engines spread as is drawn. */
export const parallelScenarios = (
  over: fc.Arbitrary<Pick<PoolInput, "model">> = spreads,
): fc.Arbitrary<Scenario> =>
  fc
    .record({ pool, spread: over, arrivals, seed: fc.nat(1000) })
    .map(({ pool: drawn, spread, arrivals: process, seed }) => {
      const scenario: ScenarioInput = {
        name: "drawn",
        seed,
        workload: {
          arrivals: process,
          num_prompts: REQUESTS,
          prompt_tokens: { distribution: "lognormal", median: 200, sigma: 1, max: 2000 },
          output_tokens: { distribution: "lognormal", median: 30, sigma: 0.8, max: 500 },
        },
        cluster: { pools: [possible({ ...drawn, ...spread })] },
      };
      return scenarioSchema.parse(scenario);
    });

/** Ranks that share experts step together, which neither static batches do nor pipelines. */
function possible(drawn: PoolInput): PoolInput {
  const { engine, pipeline_parallel_size: stages = 1 } = drawn;
  const stepsAlone = engine?.batching === "static" || stages > 1;
  return stepsAlone && hasExperts(drawn) ? { ...drawn, data_parallel_size: 1 } : drawn;
}

type PoolInput = ScenarioInput["cluster"]["pools"][number];
