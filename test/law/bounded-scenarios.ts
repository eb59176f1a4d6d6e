/** Scenarios drawn at random, over every way of batching, for laws of what none can exceed. */
import fc from "fast-check";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";
import { configs, roomFor } from "../cost/attention-models.ts";

/** Heads alike, in groups and alone; windows as long as the longest request, and short; latents. */
const models: ScenarioInput["cluster"]["pools"][number]["model"][] = [
  "facebook/opt-13b",
  "meta-llama/Llama-3.1-8B",
  "meta-llama/Llama-3.2-1B",
  "tiiuae/falcon-7b",
  "mistralai/Mistral-7B-v0.1",
  configs.windowed(100),
  configs.alternating(300),
  configs.chunked(128),
  configs.latent,
  "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic",
  "Qwen/Qwen3-8B-FP8",
];

const gpus = [
  "H100-SXM-80GB",
  "H200-SXM-141GB",
  "A100-SXM-80GB",
  "L40S-48GB",
  "H20-SXM-96GB",
  "MI300X-192GB",
] as const;

const arrivals = fc.oneof(
  fc.record({
    process: fc.constant("poisson" as const),
    request_rate: fc.constantFrom(1, 10, 200),
  }),
  fc.record({
    process: fc.constant("gamma" as const),
    request_rate: fc.constantFrom(5, 100),
    burstiness: fc.constantFrom(0.2, 3),
  }),
  fc.record({
    process: fc.constant("closed" as const),
    max_concurrency: fc.constantFrom(1, 16, 64),
    think_time: fc.constantFrom(0, 0.1),
  }),
  fc.constant({ process: "constant" as const, request_rate: "inf" as const }),
);

/** Some of them preempt. */
const orders = [
  "fcfs",
  "priority",
  "shortest-first",
  "least-attained",
  "vtc",
  "deadline",
  "srpt",
] as const;

const sampler = fc.constantFrom("greedy" as const, "plain" as const, "top-p" as const);

const engine = fc.oneof(
  fc.record({
    max_num_seqs: fc.constantFrom(1, 4, 32, 256),
    max_num_batched_tokens: fc.constantFrom(256, 2048),
    long_prefill_token_threshold: fc.constantFrom(0, 100),
    async_scheduling: fc.boolean(),
    enforce_eager: fc.boolean(),
    order: fc.constantFrom(...orders),
    num_gpu_blocks_override: fc.constantFrom(150, 400, 1000),
    sampler,
  }),
  fc.record({
    max_num_batched_tokens: fc.constant(2048),
    enable_chunked_prefill: fc.constant(false),
    async_scheduling: fc.boolean(),
    sampler,
  }),
  fc.record({
    kv_layout: fc.constant("contiguous" as const),
    reserve: fc.constantFrom("max" as const, "pow2" as const, "oracle" as const),
    async_scheduling: fc.boolean(),
    sampler,
  }),
  fc.record({
    batching: fc.constant("static" as const),
    kv_layout: fc.constantFrom("paged" as const, "contiguous" as const),
    max_batch_size: fc.constantFrom(1, 8),
    max_queue_delay: fc.constantFrom(0, 0.05),
    enforce_eager: fc.boolean(),
    sampler,
  }),
);

const densePool = fc
  .record({
    engines: fc.integer({ min: 1, max: 3 }),
    model: fc.constantFrom(...models),
    gpu: fc.constantFrom(...gpus),
    tensor_parallel_size: fc.constantFrom(1, 1, 2, 4),
    data_parallel_size: fc.constantFrom(1, 1, 2),
    pipeline_parallel_size: fc.constantFrom(1, 1, 2, 3),
    enable_sequence_parallel: fc.boolean(),
    engine,
  })
  // The heads of Falcon do not divide.
  .map(({ tensor_parallel_size: ranks, ...drawn }) => ({
    ...drawn,
    tensor_parallel_size: drawn.model === "tiiuae/falcon-7b" ? 1 : ranks,
  }));

const mixedPool = fc.record({
  engines: fc.integer({ min: 1, max: 2 }),
  model: fc.constant("Qwen/Qwen3-30B-A3B"),
  gpu: fc.constantFrom("H100-SXM-80GB", "H200-SXM-141GB", "MI300X-192GB"),
  tensor_parallel_size: fc.constantFrom(1, 2, 4),
  enable_expert_parallel: fc.boolean(),
  expert_skew: fc.constantFrom(0, 0.7),
  engine,
});

const pool = fc
  .oneof({ arbitrary: densePool, weight: 3 }, { arbitrary: mixedPool, weight: 1 })
  // Some of the lengths below are cut at it, and some refused.
  .map((drawn) => ({ ...drawn, engine: { ...drawn.engine, max_model_len: 2048 } }))
  .map((drawn) => ({ ...drawn, engine: roomFor(drawn.model, drawn.engine) }));

const lengths = fc.constantFrom(
  { prompt: 16, output: 2 },
  { prompt: 100, output: 60 },
  { prompt: 500, output: 8 },
  { prompt: 1000, output: 200 },
);

/** Of so many pools at most. */
export const boundedScenarios = (pools: number): fc.Arbitrary<Scenario> =>
  fc
    .record({
      arrivals,
      lengths,
      pools: fc.array(pool, { minLength: 1, maxLength: pools }),
      policy: fc.constantFrom("round-robin" as const, "least-outstanding" as const),
      seed: fc.nat(1000),
      slo: fc.record({
        ttft: fc.constantFrom(0.005, 0.05, 0.5),
        tpot: fc.constantFrom(0.001, 0.005, 0.02),
        e2el: fc.constantFrom(0.5, 100),
        share: fc.constant(0.9),
      }),
    })
    .map(({ arrivals: process, lengths: { prompt, output }, pools: of, policy, seed, slo }) => {
      const scenario: ScenarioInput = {
        name: "drawn",
        seed,
        workload: {
          arrivals: process,
          num_prompts: 60,
          prompt_tokens: { distribution: "lognormal", median: prompt, sigma: 1 },
          output_tokens: { distribution: "lognormal", median: output, sigma: 0.8 },
        },
        cluster: { pools: of, router: { policy } },
        slo,
      };
      return scenarioSchema.parse(scenario);
    });
