/** Which limit binds, proved: worlds in which each does, and what is said of them. */
import { expect, test } from "vitest";
import { drawBlueprints } from "../../../sim/cluster/blueprint.ts";
import { why } from "../../../sim/index.ts";
import { scenarioSchema } from "../../../sim/scenario/schema.ts";
import { Simulation } from "../../../sim/simulation.ts";
import { type Relaxation, relaxations } from "../../../sim/study/why/relax.ts";
import { WhyStudy } from "../../../sim/study/why/study.ts";
import { limits } from "./limits.ts";

test.for(relaxations)("%s binds where it is what lacks", (limit) => {
  const { binds, improves, binds_in_engine, remedies, before } = why(limits[limit]);
  expect({ binds, improves }).toEqual({ binds: limit, improves: "share" });
  const [first, ...others] = remedies;
  for (const other of others) expect(other.share).toBeLessThan(first!.share!);
  expect(first!.share).toBeGreaterThan(before.share!);
  // More engines and less load ease compute and the rest a little.
  if (limit !== "engines" && limit !== "load") expect(binds_in_engine).toBe(limit);
});

test("the same question has the same answer, at once or bit by bit, baseline given or not", () => {
  const scenario = scenarioSchema.parse(limits.engines);
  const answer = why(limits.engines);
  const slow = new WhyStudy(scenario);
  while (slow.advance(100));
  expect(slow.result()).toEqual(answer);

  const simulation = new Simulation(scenario).run();
  const { summary } = simulation.result();
  const told: [number, number][] = [];
  const given = new WhyStudy(scenario, {
    baseline: { summary, fates: simulation.log.fate },
    progress: (done, all) => told.push([done, all]),
  });
  expect(given.run().result()).toEqual(answer);
  const all = relaxations.filter((limit) => limit !== "interconnect");
  expect(told).toEqual(all.map((_, index) => [index + 1, all.length]));
});

test("where links bind, other groups are priced for a usual step, and nowhere else", () => {
  const { advice, sentence } = why(limits.interconnect);
  const time = "\\d\\.\\d\\d ms";
  expect(advice).toHaveLength(1);
  expect(advice[0]).toMatch(
    new RegExp(
      `^A step of 2 tokens, as is usual here, takes the GPUs ${time}, ${time} of it ` +
        `on links; it would take ${time} in servers of 8 GPUs, ${time} with ` +
        `tensor_parallel_size 2 and ${time} with enable_sequence_parallel\\.$`,
    ),
  );
  expect(sentence.endsWith(advice[0]!)).toBe(true);
  expect(why(limits.bandwidth).advice).toEqual([]);
});

test("what is known by an interruption is told, and that it is not all", () => {
  const study = new WhyStudy(scenarioSchema.parse(limits.bandwidth));
  expect(study.result()).toBeUndefined();
  while (study.done < 2) study.advance(1000);
  const { complete, remedies, sentence } = study.result()!;
  expect(complete).toBe(false);
  expect(remedies.map(({ limit }) => limit)).toEqual(["bandwidth", "compute"]);
  expect(sentence).toBe(
    "Interrupted; of the relaxations run so far: HBM bandwidth binds: with 10 % more, 100 % of " +
      "requests are inside the SLO instead of 0 %. Compute changes nothing. " +
      "The verdict of the single run agrees.",
  );
});

test("where the SLO is met, what would give head-room is told, by latency in an open loop", () => {
  const { engines } = limits;
  const { binds, improves, sentence } = why({ ...engines, slo: { ttft: "10 s" } });
  expect([binds, improves]).toEqual(["engines", "latency"]);
  expect(sentence).toMatch(
    /^The SLO is met; no 10 % relaxation brings more requests inside the SLO; for head-room, the/,
  );
});

test("without an SLO a closed loop goes by throughput, and less load need not serve less", () => {
  const { slo: _, ...host } = limits.host;
  const { binds, improves, before, remedies } = why({
    ...host,
    workload: {
      ...host.workload,
      arrivals: { process: "closed", max_concurrency: 20 },
      num_prompts: 300,
    },
  });
  expect([binds, improves, before.share]).toEqual(["engines", "throughput", null]);
  expect(remedies.every(({ changed }) => changed === null)).toBe(true);
  const load = remedies.find(({ limit }) => limit === "load")!;
  expect(load.change).toBe("clients 20 → 18");
  expect(load.request_throughput).toBeLessThan(before.request_throughput!);
  expect(load.gains).toMatchObject({ share: 0, throughput: 0 });
  expect(load.gains.latency).toBeGreaterThan(0);
});

test("a few requests that change sides are called chance, and decide nothing", () => {
  const { compute } = limits;
  const few = { ...compute, workload: { ...compute.workload, num_prompts: 10 } };
  const { remedies, improves, sentence } = why(few);
  const [first] = remedies;
  expect(first!.limit).toBe("compute");
  const { gained, lost, p } = first!.changed!;
  expect(gained).toBeGreaterThan(0);
  // Ten batches of one: McNemar's test.
  expect([lost, p]).toEqual([0, 2 ** -gained]);
  expect(first!.gains.share).toBe(0);
  expect(improves).toBe("throughput");
  expect(sentence).toMatch(
    /^Too few requests change sides to tell what brings more inside the SLO/,
  );
});

test("clients that stay away lose no requests that nobody asked", () => {
  // Of forty clients who think for a second, four stay away: a tenth of the requests.
  const { host } = limits;
  const { num_prompts: _, ...workload } = host.workload;
  const arrivals = { process: "closed", max_concurrency: 40, think_time: "1 s" } as const;
  const { remedies, before } = why({
    ...host,
    workload: { ...workload, arrivals, duration: "10 s" },
    slo: { ttft: "1 h" },
  });
  expect(before.share).toBe(1);
  const load = remedies.find(({ limit }) => limit === "load")!;
  expect(load.request_throughput! / before.request_throughput!).toBeCloseTo(0.9, 1);
  expect(load.changed).toEqual({ gained: 0, lost: 0, p: 1 });
});

test("a lead that could be chance is said", () => {
  const { rivals, sentence } = why(limits.load);
  expect(rivals[0]).toBe("bandwidth");
  expect(sentence).toMatch(/Its lead over HBM bandwidth, .* could be chance/);
});

test("limits that cannot be eased are left out, each with the reason", () => {
  const leftOut = (limit: Relaxation, engine: object, change: object = {}) => {
    const { workload, cluster } = limits[limit];
    const pools = cluster.pools.map((pool) => ({ ...pool, engine }));
    const few = { ...workload, ...change, num_prompts: 4 };
    return why({ ...limits[limit], workload: few, cluster: { pools } }).left_out;
  };
  expect(leftOut("bandwidth", { batching: "static" })).toEqual([
    { limit: "budget", reason: "static batches have no token budget" },
    { limit: "load", reason: "one client cannot ask less" },
  ]);
  expect(leftOut("seqs", {}, { arrivals: { process: "constant", request_rate: "inf" } })).toEqual([
    { limit: "load", reason: "requests that come all at once cannot come later" },
  ]);
});

test("where a tenth more leaves no memory for the cache, that is said", () => {
  const drawn = (max_num_batched_tokens: number) => {
    const scenario = scenarioSchema.parse(limits.bandwidth);
    const pools = scenario.cluster.pools.map((pool) => ({
      ...pool,
      engine: { ...pool.engine, max_num_batched_tokens },
    }));
    return { ...scenario, cluster: { ...scenario.cluster, pools } };
  };
  const left = (budget: number) => drawBlueprints(drawn(budget).cluster)[0]!.memory.kvCache;
  // Memory falls in a straight line; at 95 % of the budget at which it is gone, a little is left.
  const perToken = (left(20_000) - left(40_000)) / 20_000;
  const budget = Math.floor(0.95 * (20_000 + left(20_000) / perToken));
  const { left_out } = new WhyStudy(drawn(budget)).run().result()!;
  expect(left_out.map(({ limit }) => limit)).toEqual(["budget", "load"]);
  expect(left_out[0]!.reason).toMatch(/^token budget \d+ → \d+: .* does not fit one H100/);
});

test("the verdict of a single run is held against the proof", () => {
  expect(why(limits.bandwidth)).toMatchObject({ verdict: "bandwidth", agrees: true });
  const budget = why(limits.budget);
  expect(budget).toMatchObject({ verdict: "host", agrees: false });
  expect(budget.sentence).toMatch(
    /The verdict of the single run names host, since most GPU time waits for the host; that diff/,
  );
});

test("a bubble that a verdict names is told what would fill it, with stages made ranks", () => {
  const { verdict, agrees, advice } = why({
    ...limits.interconnect,
    cluster: {
      pools: [
        { model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB", pipeline_parallel_size: 4 },
      ],
    },
  });
  // One client has one step in flight, and three of four stages wait.
  // No machine that is relaxed fills it.
  expect([verdict, agrees]).toEqual(["bubble", null]);
  expect(advice[0]).toMatch(/; it would take \d\.\d\d ms in 2 stages of twice the ranks\.$/);
  expect(advice[1]).toBe("Fewer stages, or more requests at once, leave less of a pipeline empty.");
});
