/** Data-parallel ranks: which of them a request goes to, and what a router sees of them. */
import { describe, expect, test } from "vitest";
import { drawBlueprints } from "../../sim/cluster/blueprint.ts";
import { type Counts, FrontEnd, type Publisher } from "../../sim/cluster/group/front-end.ts";
import { ScenarioProblems } from "../../sim/cluster/scenario-problems.ts";
import { blind } from "../../sim/observe/probe.ts";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";

/** Publishes each of these once, at the instants that they are filed under. */
function publisher(news: Record<number, Counts>): Publisher {
  return {
    news(now) {
      const found = news[now];
      delete news[now];
      return found;
    },
  };
}

describe("a front end", () => {
  test("whose ranks report nothing takes them in turn", () => {
    const frontEnd = new FrontEnd(3);
    expect([1, 2, 3, 4, 5].map((now) => frontEnd.choose(now))).toEqual([0, 1, 2, 0, 1]);
  });

  test("takes the least of four times waiting plus running, and counts what it has sent", () => {
    const counts = { waiting: [1, 0, 0], running: [0, 5, 9] };
    const frontEnd = new FrontEnd(3, publisher({ 7: counts }));
    expect(frontEnd.choose(1)).toBe(0);
    // Scores 4, 5, 9: then 8, 5, 9; then 8, 9, 9, and the third rank is asked first of equals.
    expect([frontEnd.choose(7), frontEnd.choose(8), frontEnd.choose(9)]).toEqual([0, 1, 0]);
    // 12, 9, 9: the second is asked first.
    expect(frontEnd.choose(10)).toBe(1);
  });

  test("goes by what was published, though ranks may have changed since", () => {
    const frontEnd = new FrontEnd(2, publisher({ 1: { waiting: [0, 0], running: [9, 0] } }));
    // Two more at the second rank make it 8, a third one 12: only then is the first one due.
    expect([1, 2, 3, 4].map((now) => frontEnd.choose(now))).toEqual([1, 1, 1, 0]);
  });
});

const serving = (pools: ScenarioInput["cluster"]["pools"], policy = "round-robin" as const) =>
  scenarioSchema.parse({
    name: "ranks",
    workload: {
      arrivals: { process: "poisson", request_rate: 20 },
      num_prompts: 60,
      prompt_tokens: { distribution: "uniform", min: 1, max: 900 },
      output_tokens: { distribution: "uniform", min: 1, max: 60 },
    },
    cluster: { pools, router: { policy } },
  });

const llama = { model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" };

describe("a pool of engines with ranks", () => {
  test("has an engine for each rank, and the GPUs and the price of all", () => {
    const pool = { ...llama, engines: 2, data_parallel_size: 3, tensor_parallel_size: 2 };
    const { summary } = new Simulation(serving([{ ...pool, price_per_hour: 3600 }])).run().result();
    expect(summary.engines.map(({ name }) => name)).toEqual(
      [0, 1].flatMap((engine) => [0, 1, 2].map((rank) => `mixed-${engine}-dp${rank}`)),
    );
    expect(summary.pools.map(({ engines, gpus }) => [engines, gpus])).toEqual([[6, 12]]);
    expect(summary.gpu_hours).toBeCloseTo((12 * summary.duration) / 3600, 12);
    expect(summary.cost).toBeCloseTo(12 * summary.duration, 9);
  });

  test("shares requests between engines by the router, and within one by its front end", () => {
    const served: number[] = [];
    const probe = {
      ...blind,
      requestSubmitted: (_request: unknown, { index }: { index: number }) => served.push(index),
    };
    const pools = [{ ...llama, engines: 2, data_parallel_size: 2 }, llama];
    new Simulation(serving(pools), { probes: [probe] }).run();
    expect(served.slice(0, 9)).toEqual([0, 2, 4, 1, 3, 4, 0, 2, 4]);
  });

  test("shows a router the sums of its ranks, under the engine's own name and place", () => {
    const seen: string[] = [];
    let most = 0;
    const router = () => ({
      route(_request: unknown, { engines }: import("../../sim/index.ts").ClusterView) {
        const [first, second] = engines;
        seen.push(`${first!.name} ${first!.index}, ${second!.name} ${second!.index}`);
        const { waiting, running, outstanding, kvBlocksHeld, kvBlocks } = first!;
        expect(outstanding).toBe(waiting + running);
        expect([...first!.runningRequests()].length).toBe(running);
        const { used, capacity } = first!.kvUse();
        let computed = 0;
        for (const request of first!.runningRequests()) computed += first!.computed(request);
        expect([used, capacity]).toEqual([computed, 16 * kvBlocks]);
        expect(kvBlocksHeld).toBeGreaterThanOrEqual(used / 16);
        most = Math.max(most, running);
        return seen.length % 2;
      },
    });
    const pools = [{ ...llama, engines: 2, data_parallel_size: 2 }];
    new Simulation(serving(pools), { router }).run();
    expect(new Set(seen)).toEqual(new Set(["mixed-0 0, mixed-1 1"]));
    expect(most).toBeGreaterThan(2);
  });

  test("of one rank is what it was", () => {
    const one = new Simulation(serving([{ ...llama, data_parallel_size: 1 }])).run().result();
    const { summary, digest } = new Simulation(serving([llama])).run().result();
    expect(one.digest).toBe(digest);
    expect(summary.engines[0]!.name).toBe("mixed-0");
  });
});

test("ranks that share experts get like shares by their counts, but are not taken in turn", () => {
  const served: number[] = [];
  const probe = {
    ...blind,
    requestSubmitted: (_request: unknown, { index }: { index: number }) => served.push(index),
  };
  const { workload, ...rest } = serving([
    {
      model: "mistralai/Mixtral-8x7B-Instruct-v0.1",
      gpu: "H100-SXM-80GB",
      data_parallel_size: 4,
      enable_expert_parallel: true,
    },
  ]);
  new Simulation(
    { ...rest, workload: { ...workload, num_prompts: 400 } },
    { probes: [probe] },
  ).run();
  for (const rank of [0, 1, 2, 3]) {
    const share = served.filter((one) => one === rank).length / 400;
    expect(Math.abs(share - 1 / 4)).toBeLessThan(0.03);
  }
  expect(served.some((rank, request) => rank !== request % 4)).toBe(true);
});

test("ranks that share experts are neither stages of a pipeline nor static batches", () => {
  const mixtral = {
    model: "mistralai/Mixtral-8x7B-Instruct-v0.1",
    gpu: "H100-SXM-80GB",
    data_parallel_size: 4,
  };
  const refused = (pool: object, stages = 1) => {
    const { pools, router } = serving([{ ...mixtral, ...pool }]).cluster;
    try {
      drawBlueprints({ pools: [{ ...pools[0]!, pipeline_parallel_size: stages as 1 }], router });
      return [];
    } catch (error) {
      if (!(error instanceof ScenarioProblems)) throw error;
      return error.problems.map(({ path, message }) => `${path.join(".")} ${message}`);
    }
  };
  expect(refused({ enable_expert_parallel: true })).toEqual([]);
  const why = "ranks that share experts (data_parallel_size) step together";
  expect(refused({ engine: { batching: "static" } }, 2)).toEqual([
    `cluster.pools.0.pipeline_parallel_size is not modelled yet where ${why}`,
    `cluster.pools.0.engine.batching cannot be where ${why}: it is in-flight there`,
  ]);
});

test("ranks of a dense model serve as that many engines do that are taken in turn", () => {
  const times = (pool: object) =>
    new Simulation(serving([{ ...llama, tensor_parallel_size: 2, ...pool }])).run().result().digest;
  // With two GPUs each they have workers of their own, in a group or not.
  expect(times({ data_parallel_size: 3 })).toBe(times({ engines: 3 }));
});
