/** Every kind of mistake, with the words, line and column that its author reads. */
import { describe, expect, test } from "vitest";
import { chat, complaints, spoiled } from "./world.ts";

/** What was right, what somebody wrote instead, and what they are told. */
type Mistake = [right: string, wrong: string, told: string];

const tells = (mistakes: Mistake[]) =>
  test.each(mistakes)("%j as %j", (right, wrong, told) => {
    expect(complaints(spoiled(right, wrong))).toEqual([`chat.yaml:${told}`]);
  });

test("nothing is said of a scenario that is right", () => {
  expect(complaints(chat)).toEqual([]);
});

describe("a value", () => {
  tells([
    ["name: chat", "name: 3", "1:7  name: 3 is not text"],
    ["name: chat", "name: ''", '1:7  name: "" is empty'],
    ["name: chat", "name:", "1:1  name: is empty: it must be text"],
    ["num_prompts: 100", "num_prompts: many", '4:16  workload.num_prompts: "many" is not a number'],
    [
      "num_prompts: 100",
      "num_prompts: 1.5",
      "4:16  workload.num_prompts: 1.5 is not a whole number",
    ],
    ["num_prompts: 100", "num_prompts: 0", "4:16  workload.num_prompts: 0 is below 1"],
    [
      "request_rate: 8",
      "request_rate: 0",
      "3:47  workload.arrivals.request_rate: 0 is not above 0",
    ],
    [
      "num_prompts: 100",
      "duration: 10 parsecs",
      '4:13  workload.duration: "10 parsecs" is not a time such as 50 ms or 10 min; ' +
        "a bare number is seconds",
    ],
    ["num_prompts: 100", "duration: 0 s", '4:13  workload.duration: "0 s" is not above 0'],
    [
      "num_prompts: 100",
      "duration: 98 d",
      '4:13  workload.duration: "98 d" is above 8388608 s, the longest that time is exact ' +
        "(97 days)",
    ],
    [
      "max_num_seqs: 64",
      "enforce_eager: yes",
      '13:32  cluster.pools.0.engine.enforce_eager: "yes" is not true or false',
    ],
    [
      "max_num_seqs: 64",
      "gpu_memory_utilization: 92",
      "13:41  cluster.pools.0.engine.gpu_memory_utilization: 92 is above 1",
    ],
    [
      "max_num_seqs: 64",
      "gpu_memory_utilization: 0",
      "13:41  cluster.pools.0.engine.gpu_memory_utilization: 0 is not above 0",
    ],
    [
      "{ max_num_seqs: 64 }",
      "vllm",
      '13:15  cluster.pools.0.engine: "vllm" is not a mapping of keys to values',
    ],
    [
      "model: meta-llama/Llama-3.1-8B-Instruct",
      "model: 8",
      "11:14  cluster.pools.0.model: 8 is neither a model's name, nor a path to its " +
        "config.json, nor a mapping",
    ],
  ]);
});

describe("a name", () => {
  tells([
    [
      "policy: random",
      "policy: least-loadd",
      '14:21  cluster.router.policy: "least-loadd" is not one of round-robin, random, ' +
        "least-outstanding (did you mean least-outstanding?)",
    ],
    [
      "process: poisson",
      "process: Poison",
      '3:24  workload.arrivals.process: "Poison" is not one of constant, poisson, gamma, ' +
        "piecewise, closed, trace (did you mean poisson?)",
    ],
    [
      "policy: random",
      "policy: magic",
      '14:21  cluster.router.policy: "magic" is not one of round-robin, random, ' +
        "least-outstanding",
    ],
    [
      "policy: random",
      "policy:",
      "14:13  cluster.router.policy: is empty: it must be one of round-robin, random, " +
        "least-outstanding",
    ],
  ]);
});

describe("a key", () => {
  tells([
    ["slo:", "slos:", "15:1  slos: is unknown (did you mean slo?)"],
    [
      "max_num_seqs: 64",
      "max_num_sequences: 64",
      "13:17  cluster.pools.0.engine.max_num_sequences: is unknown (did you mean max_num_seqs?)",
    ],
    [
      "engine: { max_num_seqs: 64 }",
      "max_num_seqs: 64",
      "13:7  cluster.pools.0.max_num_seqs: belongs to cluster.pools.0.engine",
    ],
    [
      "max_num_seqs: 64",
      "tensor_parallel_size: 2",
      "13:17  cluster.pools.0.engine.tensor_parallel_size: belongs to cluster.pools.0",
    ],
    ["slo:", "seed: 1\nnum_prompts: 3\nslo:", "16:1  num_prompts: belongs to workload"],
    [
      "request_rate: 8",
      "request_rate: 8, burstiness: 2",
      "3:50  workload.arrivals.burstiness: belongs to process: gamma",
    ],
    [
      "policy: random",
      "policy: random, module: ./mine.js",
      "14:29  cluster.router.module: cannot stand beside policy",
    ],
    [
      "slo: {",
      "slo: { p99: 1 s,",
      "15:8  slo.p99: is unknown; known here: ttft, tpot, itl, e2el, share",
    ],
    [
      "name: chat",
      "name: chat\n__proto__: {}",
      "2:1  __proto__: is unknown; known here: name, description, seed, workload, cluster, " +
        "slo, variants, sweep, plan",
    ],
  ]);

  tells([
    ["      gpu: H100-SXM-80GB\n", "", "11:7  cluster.pools.0.gpu: is missing: it must be text"],
    [", request_rate: 8", "", "3:13  workload.arrivals.request_rate: is missing"],
    [
      "    distribution: fixed\n",
      "",
      "6:3  workload.output_tokens.distribution: is missing: it must be one of fixed, uniform, " +
        "normal, lognormal, zipf, mixture",
    ],
  ]);
});

test("a misspelt name of a form is told beside the name that is missing", () => {
  const told = complaints(chat.replace("process: poisson", "proces: poisson"));
  expect(told).toEqual([
    expect.stringContaining("workload.arrivals.process: is missing: it must be one of constant"),
    expect.stringContaining("workload.arrivals.proces: is unknown (did you mean process?)"),
  ]);
});

describe("a group of GPUs", () => {
  const gpu = "gpu: H100-SXM-80GB";
  const pool = (...keys: string[]) => [gpu, ...keys].join("\n      ");
  tells([
    [
      gpu,
      pool("tensor_parallel_size: 0"),
      "13:29  cluster.pools.0.tensor_parallel_size: 0 is below 1",
    ],
    [
      gpu,
      pool("gpus_per_node: 1.5"),
      "13:22  cluster.pools.0.gpus_per_node: 1.5 is not a whole number",
    ],
    [
      gpu,
      pool("enable_sequence_parallel: some"),
      '13:33  cluster.pools.0.enable_sequence_parallel: "some" is not true or false',
    ],
  ]);
});

describe("what is not modelled yet", () => {
  const engine = "max_num_seqs: 64";
  tells([
    [
      "gpu: H100-SXM-80GB",
      "gpu: H100-SXM-80GB\n      role: prefill",
      '13:13  cluster.pools.0.role: "prefill" is not modelled yet: every pool does both, ' +
        "prefill and decode (mixed)",
    ],
    [
      "gpu: H100-SXM-80GB",
      "gpu: H100-SXM-80GB\n      data_parallel_size: 0",
      "13:27  cluster.pools.0.data_parallel_size: 0 is below 1",
    ],
    [
      "gpu: H100-SXM-80GB",
      "gpu: H100-SXM-80GB\n      expert_skew: -1",
      "13:20  cluster.pools.0.expert_skew: -1 is below 0",
    ],
    [
      engine,
      "enable_prefix_caching: true",
      "13:40  cluster.pools.0.engine.enable_prefix_caching: true is not modelled yet: every " +
        "prompt is computed whole (false)",
    ],
    [
      engine,
      "kv_cache_dtype: fp8",
      '13:33  cluster.pools.0.engine.kv_cache_dtype: "fp8" is not modelled yet: the cache has ' +
        "the model's own number format (auto)",
    ],
    [
      engine,
      "quantization: fp8",
      '13:31  cluster.pools.0.engine.quantization: "fp8" is not modelled yet: weights have the ' +
        "model's own number format (none)",
    ],
    [
      engine,
      "speculative_config: { method: eagle }",
      "13:37  cluster.pools.0.engine.speculative_config: a mapping is not modelled yet: a step " +
        "gives each request one token (null)",
    ],
  ]);
});
