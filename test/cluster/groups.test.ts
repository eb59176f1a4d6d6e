/** Groups of GPUs that a machine does not allow, refused under the scenario's own key. */
import { expect, test } from "vitest";
import { drawBlueprints } from "../../sim/cluster/blueprint.ts";
import { ScenarioProblems } from "../../sim/cluster/scenario-problems.ts";
import { clusterSchema } from "../../sim/scenario/sections/cluster.ts";

const cluster = (pool: object) =>
  clusterSchema.parse({
    pools: [{ model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-SXM-80GB", ...pool }],
  });

function problems(pool: object) {
  try {
    drawBlueprints(cluster(pool));
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioProblems)) throw error;
    return error.problems;
  }
}

const path = ["cluster", "pools", 0, "tensor_parallel_size"];

test("heads that do not divide are refused with the counts that do", () => {
  expect(problems({ tensor_parallel_size: 3 })).toEqual([
    {
      path,
      value: 3,
      message:
        "does not divide the 32 query heads of meta-llama/Llama-3.1-8B-Instruct; " +
        "1, 2, 4, 8, 16, 32 do",
    },
  ]);
});

test("a group that would fill a server in part is refused with what fits", () => {
  const message =
    "does not fit: a group takes up to 6 GPUs of one server, or whole servers of them";
  expect(problems({ tensor_parallel_size: 8, gpus_per_node: 6 })).toEqual([
    { path, value: 8, message },
  ]);
  expect(problems({ tensor_parallel_size: 8, gpus_per_node: 4 })).toEqual([]);
});

test("an engine has the cache of its group: more blocks on more GPUs, to the last KV head", () => {
  const blocks = (tensor_parallel_size: number) =>
    drawBlueprints(cluster({ tensor_parallel_size }))[0]!.engine.blocks;
  // Weights leave more room, and a block weighs a half of what it did.
  expect(blocks(2)).toBeGreaterThan(2 * blocks(1));
  expect(blocks(16) / blocks(8)).toBeLessThan(1.05);
});

test("more stages than layers are refused, and so are other layers than there are", () => {
  const stages = (pipeline_parallel_size: number, pp_layer_partition?: number[]) =>
    problems({ pipeline_parallel_size, ...(pp_layer_partition && { pp_layer_partition }) }).map(
      ({ path, message }) => [path.at(-1), message],
    );
  const name = "of meta-llama/Llama-3.1-8B-Instruct";
  expect(stages(33)).toEqual([["pipeline_parallel_size", `is more than the 32 layers ${name}`]]);
  expect(stages(2, [16, 15])).toEqual([
    ["pp_layer_partition", `sums to 31, not to the 32 layers ${name}`],
  ]);
  expect(stages(3, [16, 16])).toEqual([
    ["pp_layer_partition", `has 2 numbers for the 3 stages ${name}`],
  ]);
  expect(stages(2, [20, 12])).toEqual([]);
});

test("a pipeline has GPUs for each rank of each stage, and blocks as its fullest stage", () => {
  const drawn = (pool: object) =>
    drawBlueprints(cluster({ tensor_parallel_size: 2, pipeline_parallel_size: 2, ...pool }))[0]!;
  const [even, uneven] = [drawn({}), drawn({ pp_layer_partition: [24, 8] })];
  expect([even.placement.gpus, even.placement.hops.length]).toEqual([4, 1]);
  expect(uneven.memory.split.stage!.index).toBe(0);
  expect(uneven.engine.blocks).toBeLessThan(even.engine.blocks);
  expect(even.engine.cost.stages).toHaveLength(2);
});

test("the network between servers is remarked on, and the price is of one GPU", () => {
  const [pool] = drawBlueprints(cluster({ tensor_parallel_size: 16, price_per_hour: 3 }));
  expect([pool!.placement.tensor.nodes, pool!.pricePerHour]).toEqual([2, 3]);
});
