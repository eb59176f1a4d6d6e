/** Numbers that are legal and absurd: refused at once, in words, before memory or time runs out. */
import { expect, test } from "vitest";
import { MOST } from "../../sim/scenario/fields.ts";
import { MOST_REQUESTS } from "../../sim/workload/source.ts";
import { folder, told } from "./opened.ts";

interface Tree {
  [key: string]: unknown;
}

const small = {
  name: "huge",
  workload: {
    arrivals: { process: "poisson", request_rate: 20 } as unknown,
    prompt_tokens: { distribution: "fixed", tokens: 20 },
    output_tokens: { distribution: "fixed", tokens: 3 },
  } as Tree,
  cluster: {
    pools: [{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-SXM-80GB", engine: {} }],
  },
};

/** The scenario as JSON, which is YAML, with some values changed. */
function scenarioWith(changes: Tree): string {
  const scenario: Tree = structuredClone(small);
  for (const [path, value] of Object.entries({ "workload.num_prompts": 5, ...changes })) {
    const steps = path.split(".");
    const parent = steps.slice(0, -1).reduce((tree, step) => tree[step] as Tree, scenario);
    parent[steps.at(-1)!] = value;
  }
  return JSON.stringify(scenario);
}

const trace = "arrival_s,prompt_tokens,output_tokens\n0,1,1\n1,1,1\n";
const what = async (changes: Tree): Promise<string | undefined> =>
  told({ "scenario.yaml": scenarioWith(changes), "t.csv": trace }, folder());

const engine = "cluster.pools.0.engine";
const arrivals = "workload.arrivals";
const prompts = "workload.prompt_tokens";

test.each([
  ["workload.num_prompts", 1e15, "is above 120000000"],
  ["workload.num_prompts", 1e300, "is above 120000000"],
  ["workload.duration", 1e300, "is above 8388608 s, the longest that time is exact (97 days)"],
  ["seed", 1e300, "is above 9007199254740991"],
  [`${arrivals}.request_rate`, 1e300, "is above 1000000000"],
  [`${arrivals}.request_rate`, 1e-300, "s; a run lasts 8388608 s (97 days) at most"],
  ["cluster.pools.0.engines", 1e9, "is above 10000"],
  ["cluster.pools.0.price_per_hour", 1e300, "is above 1000000000"],
  [`${engine}.max_num_seqs`, 1e12, "is above 1000000"],
  [`${engine}.max_num_batched_tokens`, 1e12, "is above 2147483647"],
  [`${engine}.max_num_batched_tokens`, 2e9, "nothing is left for a KV cache"],
  [`${engine}.block_size`, 1e12, "is above 1048576"],
  [`${engine}.block_size`, 2 ** 20, "nothing is left for a KV cache"],
  [`${engine}.max_model_len`, 2e9, "is more than the 131072 positions of"],
  [`${engine}.num_gpu_blocks_override`, 1e9, "is more than the 28"],
  [`${engine}.gpu_memory_utilization`, 1e-300, "nothing is left for a KV cache"],
  [engine, { batching: "static", max_batch_size: 1e12 }, "is above 1000000"],
  [
    engine,
    { batching: "static", max_batch_size: 9, max_queue_delay: 2 ** 23 },
    "workload: is not over in time: something would happen at 8388608.",
  ],
  ["slo", { ttft: "1e9 d" }, "is above 8388608 s, the longest that time is exact (97 days)"],
  [prompts, { distribution: "fixed", tokens: 1e15 }, "is above 2147483647"],
  [
    prompts,
    { distribution: "zipf", exponent: 1, min: 1, max: 2e9 },
    "leaves 2000000000 lengths to choose from, more than 10000000",
  ],
  [prompts, { distribution: "zipf", exponent: 1e9, min: 1, max: 9 }, "is above 20"],
  [prompts, { distribution: "normal", mean: 1e300, std: 1 }, "is above 2147483647"],
  [prompts, { distribution: "lognormal", mean: 1e-300, std: 1 }, "is below 0.001"],
  [prompts, { distribution: "lognormal", median: 5, sigma: 1e3 }, "is above 100"],
  [arrivals, { process: "gamma", request_rate: 1, burstiness: 1e300 }, "is above 1000000"],
  [arrivals, { process: "closed", max_concurrency: 1e15 }, "is above 1000000"],
  [
    arrivals,
    { process: "closed", max_concurrency: 1, think_time: 2 ** 23 },
    "request 1 would arrive at 8388608.",
  ],
  [
    arrivals,
    { process: "piecewise", segments: [{ duration: 1e-300, request_rate: 1e-300 }] },
    "are all pauses: nothing would arrive",
  ],
  [arrivals, { process: "trace", file: "t.csv", repeat: 1e15 }, "is above 120000000"],
  [
    arrivals,
    { process: "trace", file: "t.csv", rate_scale: 1e-300 },
    "request 1 would arrive at Infinity s",
  ],
])("%s: %j", async (path, value, words) => {
  const said = await what({ [path]: value });
  expect(said).toMatch(/^scenario\.yaml:1:\d+ {2}\S/);
  expect(said).toContain(words);
});

test.each([
  [{ process: "poisson", request_rate: 1e6 }, "1 d", "brings about 8.64e+10 requests"],
  [
    { process: "piecewise", repeat: true, segments: [{ duration: 1, request_rate: 1e6 }] },
    "1 d",
    "brings about 8.64e+10 requests, and a run holds 120000000 at most: lower the rate",
  ],
  [
    { process: "piecewise", segments: [{ duration: "1 d", request_rate: 1e6 }] },
    undefined,
    "brings about 8.64e+10 requests",
  ],
  [
    { process: "trace", file: "t.csv", repeat: 1e8 },
    undefined,
    "workload: brings 200000000 requests, and a run holds 120000000 at most",
  ],
])("%j for %s brings too many requests", async (process, duration, words) => {
  const changes = { [arrivals]: process, "workload.num_prompts": undefined };
  expect(await what({ ...changes, "workload.duration": duration })).toContain(words);
});

test.each([
  { "workload.num_prompts": 120_000_000 },
  { "cluster.pools.0.engines": 1000 },
  { [`${engine}.block_size`]: 100_000 },
  { [arrivals]: { process: "closed", max_concurrency: 100_000 } },
  { [prompts]: { distribution: "lognormal", median: 5, sigma: 100 } },
  { [prompts]: { distribution: "fixed", tokens: 2 ** 31 - 1 } },
  { "workload.output_tokens": { distribution: "lognormal", mean: 1e-3, std: 2e9 } },
])("at its bounds it begins: %j", async (changes) => {
  expect(await what(changes)).toBeUndefined();
});

test("many pools have no more engines than one may have", async () => {
  const pool = { ...small.cluster.pools[0], engines: 9000 };
  expect(await what({ "cluster.pools": [pool, pool] })).toMatch(
    /cluster\.pools: have 18000 engines in all, more than 10000$/,
  );
});

test("the schema and the workload know the same bound", () => {
  expect(MOST.requests).toBe(MOST_REQUESTS);
});
