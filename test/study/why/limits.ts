/**
 * A small world for each limit, in which easing that limit helps most.
 *
 * One client alone feels neither load nor other engines; nine engines with a third too much to do
 * are not saved by a tenth.
 */
import type { ScenarioInput } from "../../../sim/scenario/schema.ts";
import type { Relaxation } from "../../../sim/study/why/relax.ts";

type Pool = ScenarioInput["cluster"]["pools"][number];
type Workload = ScenarioInput["workload"];

const fixed = (tokens: number) => ({ distribution: "fixed", tokens }) as const;
const between = (min: number, max: number) => ({ distribution: "uniform", min, max }) as const;

const llama = "meta-llama/Llama-3.1-8B";
const gpu = "H100-SXM-80GB";

/** One client asks, waits for the answer, and asks again. */
const alone = (prompt: Workload["prompt_tokens"], output: Workload["output_tokens"]): Workload => ({
  arrivals: { process: "closed", max_concurrency: 1 },
  num_prompts: 100,
  ...(prompt && { prompt_tokens: prompt }),
  ...(output && { output_tokens: output }),
});

/** Nine engines that serve one request each in 140 ms could serve 64 a second. */
const tooMany: Workload = {
  arrivals: { process: "constant", request_rate: 85 },
  num_prompts: 150,
  prompt_tokens: fixed(100),
  output_tokens: fixed(20),
};

const on = (pool: Partial<Pool>): ScenarioInput["cluster"] => ({
  pools: [{ model: llama, gpu, ...pool }],
});

/** A hundred narrow layers: kernels that take their latency and little else. */
const narrow = {
  model_type: "llama",
  num_hidden_layers: 100,
  hidden_size: 512,
  num_attention_heads: 8,
  num_key_value_heads: 8,
  intermediate_size: 1024,
  vocab_size: 1000,
  max_position_embeddings: 4096,
};

export const limits: Record<Relaxation, ScenarioInput> = {
  compute: {
    name: "long prompts",
    workload: alone(between(3600, 4400), fixed(1)),
    cluster: on({ engine: { max_num_batched_tokens: 8192 } }),
    slo: { ttft: "100 ms" },
  },
  bandwidth: {
    name: "long answers",
    workload: alone(fixed(16), between(10, 20)),
    cluster: on({}),
    slo: { tpot: "6.3 ms" },
  },
  interconnect: {
    name: "a group with a network between its GPUs",
    workload: alone(fixed(16), between(10, 20)),
    cluster: on({ tensor_parallel_size: 4, gpus_per_node: 1 }),
    slo: { tpot: "5.2 ms" },
  },
  kv: {
    name: "a cache for one",
    workload: { ...tooMany, prompt_tokens: fixed(500) },
    cluster: on({ engines: 9, engine: { num_gpu_blocks_override: 60 } }),
    slo: { ttft: "100 ms" },
  },
  launch: {
    name: "a hundred narrow layers",
    workload: alone(fixed(16), between(10, 20)),
    cluster: on({ model: narrow }),
    slo: { tpot: "3.7 ms" },
  },
  host: {
    name: "a model too small for its host",
    workload: alone(fixed(16), between(10, 20)),
    cluster: on({ model: { ...narrow, num_hidden_layers: 10 } }),
    slo: { tpot: "1.55 ms" },
  },
  seqs: {
    name: "a place for one",
    workload: tooMany,
    cluster: on({ engines: 9, engine: { max_num_seqs: 1 } }),
    slo: { ttft: "100 ms" },
  },
  budget: {
    name: "a prompt of one token too many",
    workload: alone(fixed(17), fixed(1)),
    cluster: on({ engine: { max_num_seqs: 1, max_num_batched_tokens: 16 } }),
    slo: { ttft: "35 ms" },
  },
  engines: {
    name: "an engine with too much to do",
    workload: {
      arrivals: { process: "poisson", request_rate: 40 },
      num_prompts: 300,
      prompt_tokens: fixed(1000),
      output_tokens: fixed(60),
    },
    cluster: on({}),
    slo: { ttft: "200 ms" },
  },
  load: {
    name: "many engines with a little too much to do",
    workload: {
      arrivals: { process: "poisson", request_rate: 185 },
      num_prompts: 600,
      prompt_tokens: fixed(2000),
      output_tokens: fixed(100),
    },
    cluster: on({ engines: 16 }),
    slo: { tpot: "15 ms" },
  },
};
