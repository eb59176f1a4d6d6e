/** Parallel sizes among the candidates of a plan: what they come to, and which are ruled out. */
import { expect, test } from "vitest";
import { type PoolSpec, scenarioSchema } from "../../../sim/scenario/schema.ts";
import { planSchema } from "../../../sim/scenario/sections/plan.ts";
import { prepare } from "../../../sim/study/plan/entrants.ts";

const scenario = scenarioSchema.parse({
  name: "to be spread",
  workload: {
    arrivals: { process: "poisson", request_rate: 5 },
    num_prompts: 100,
    prompt_tokens: { distribution: "fixed", tokens: 500 },
    output_tokens: { distribution: "fixed", tokens: 100 },
  },
  cluster: { pools: [{ model: "Qwen/Qwen3-30B-A3B", gpu: "H100-SXM-80GB" }] },
  slo: { ttft: 5 },
});

/** The entrants whose pool has these settings, one for each. */
function entrantsOf(...changes: Partial<PoolSpec>[]) {
  const candidates = changes.map((change) => ({
    settings: Object.entries(change).map(([key, value]) => ({
      path: `cluster.pools.0.${key}`,
      value,
    })),
    scenario: {
      ...scenario,
      cluster: { ...scenario.cluster, pools: [{ ...scenario.cluster.pools[0]!, ...change }] },
    },
  }));
  return prepare({ objective: "min-gpus", spec: planSchema.parse({}), candidates }).entrants;
}

test("GPUs are engines times ranks, stages and data-parallel ranks, and are paid for", () => {
  const fleets = entrantsOf(
    { tensor_parallel_size: 2 },
    { tensor_parallel_size: 2, pipeline_parallel_size: 4 },
    { data_parallel_size: 8, enable_expert_parallel: true },
    { tensor_parallel_size: 2, data_parallel_size: 4, enable_expert_parallel: true },
  ).map(({ track }) => track!.contender.fleet(3));
  expect(fleets.map(({ gpus }) => gpus)).toEqual([6, 24, 24, 24]);
  const [one, ...others] = fleets.map(({ cost, gpus }) => cost / gpus);
  for (const other of others) expect(other).toBeCloseTo(one!, 9);
});

test("a combination that does not divide, stand or fit is ruled out, and others are not", () => {
  const entrants = entrantsOf(
    { tensor_parallel_size: 3 },
    { tensor_parallel_size: 8, gpus_per_node: 3 },
    { pipeline_parallel_size: 49 },
    { data_parallel_size: 3, enable_expert_parallel: true },
    { gpu: "L4-24GB" },
    { model: "meta-llama/Llama-3.1-8B", enable_expert_parallel: true },
    { tensor_parallel_size: 4 },
  );
  expect(entrants.map(({ ruledOut }) => ruledOut?.split(": nothing")[0])).toEqual([
    "tensor_parallel_size does not divide the 32 query heads of Qwen/Qwen3-30B-A3B; " +
      "1, 2, 4, 8, 16, 32 do",
    "tensor_parallel_size does not fit: a group takes up to 3 GPUs of one server, or whole " +
      "servers of them",
    "pipeline_parallel_size is more than the 48 layers of Qwen/Qwen3-30B-A3B",
    "data_parallel_size does not divide the 128 experts of Qwen/Qwen3-30B-A3B; " +
      "1, 2, 4, 8, 16, 32, 64, 128 do",
    "model does not fit one L4-24GB",
    "enable_expert_parallel asks for experts to deal out: there are none in the layers of " +
      "meta-llama/Llama-3.1-8B",
    undefined,
  ]);
});
