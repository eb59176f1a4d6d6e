/** A sweep: what it does again and what not, and what the runs of a point tell together. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Executor,
  executeHere,
  type Job,
  loadScenario,
  planSweep,
  pointsOf,
  type RunStore,
  type SweepRun,
  simulate,
} from "../../../sim/index.ts";
import { stepCost } from "../../law/single-server.ts";
import { swept } from "./world.ts";

const engines = "cluster.pools.0.engines";
const rate = "workload.arrivals.request_rate";
const grid = `{ grid: { ${engines}: [1, 2], ${rate}: [4, 8, 12] }, replications: 2 }`;

/** The sweep of a scenario, with its points resolved as the command line does it. */
function plan(text: string, executor: Executor, store: RunStore, version = "1") {
  const loaded = loadScenario(text, { file: "s.yaml" });
  const expansion = pointsOf(loaded.scenario);
  return planSweep({
    expansion,
    scenarios: expansion.points.map(({ changes }) => loaded.vary(changes).scenario),
    replications: loaded.scenario.sweep!.replications,
    executor,
    store,
    keyTerms: () => ({ version }),
  });
}

const memory = (): RunStore & { runs: Map<string, SweepRun> } => {
  const runs = new Map<string, SweepRun>();
  return { runs, get: (key) => runs.get(key), put: (key, run) => runs.set(key, run) };
};

/** Does jobs and counts them; leaves all after the first few undone, if told so. */
function counting(most = Number.POSITIVE_INFINITY): Executor & { done: Job[] } {
  const here = executeHere();
  const done: Job[] = [];
  return {
    width: 1,
    done,
    execute: async (job) => {
      if (done.length === most) return undefined;
      done.push(job);
      return here.execute(job);
    },
  };
}

describe("what is done already", () => {
  test("is not done again", async () => {
    const [store, first, second] = [memory(), counting(), counting()];
    const result = await plan(swept(grid), first, store).finish();
    expect(first.done).toHaveLength(12);
    const again = plan(swept(grid), second, store);
    expect([again.there, again.runs]).toEqual([12, 12]);
    expect(await again.finish()).toEqual(result);
    expect(second.done).toEqual([]);
  });

  test("is kept by an interruption, and the rest is done later", async () => {
    const [store, first, second] = [memory(), counting(5), counting()];
    const broken = await plan(swept(grid), first, store).finish();
    expect(store.runs.size).toBe(5);
    // Two runs a point: two points are whole, and of the third one a run is missing.
    expect(broken.points.map(({ status, runs }) => [status, runs.length])).toEqual([
      ["finished", 2],
      ["finished", 2],
      ["missing", 0],
      ["missing", 0],
      ["missing", 0],
      ["missing", 0],
    ]);
    expect(broken.missing).toBe(4);
    const whole = await plan(swept(grid), second, store).finish();
    expect(second.done).toHaveLength(7);
    expect(whole).toEqual(await plan(swept(grid), counting(), memory()).finish());
  });

  test("is done again where it changed, and nowhere else", async () => {
    const store = memory();
    await plan(swept(grid), counting(), store).finish();
    const ran = async (text: string, version?: string) => {
      const executor = counting();
      await plan(text, executor, store, version).finish();
      return executor.done.map(({ scenario }) => scenario);
    };
    const further = await ran(swept(grid.replace("12]", "16]")));
    expect(further.map(({ workload }) => workload.arrivals)).toEqual(
      Array(4).fill({ process: "poisson", request_rate: 16 }),
    );
    // More replications keep the first ones.
    expect(await ran(swept(grid.replace("replications: 2", "replications: 3")))).toHaveLength(6);
    expect(await ran(swept(grid).replace("name: small", "name: other"))).toEqual([]);
    expect(await ran(swept(grid), "2")).toHaveLength(12);
  });

  test("holds for two points that are the same scenario", async () => {
    const executor = counting();
    const twice = "{ zip: [{ seed: [1, 1], slo.ttft: [1 s, 1000 ms] }] }";
    const { points } = await plan(swept(twice), executor, memory()).finish();
    expect(executor.done).toHaveLength(1);
    expect(points[0]!.figures).toEqual(points[1]!.figures);
  });
});

test("which run ends first changes nothing", async () => {
  const expected = await plan(swept(grid), executeHere(), memory()).finish();
  const shuffled = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 });
  await fc.assert(
    fc.asyncProperty(shuffled, async (order) => {
      const waiting: (() => void)[] = [];
      const here = executeHere();
      const executor: Executor = {
        width: 12,
        execute: async (job) => {
          await new Promise<void>((go) => waiting.push(go));
          return here.execute(job);
        },
      };
      const result = plan(swept(grid), executor, memory()).finish();
      for (const at of order) {
        waiting[at]!();
        await new Promise(setImmediate);
      }
      expect(await result).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

describe("a point", () => {
  test("of one run has that run's figures", async () => {
    const { points } = await plan(
      swept(`{ grid: { ${rate}: [4] } }`),
      counting(),
      memory(),
    ).finish();
    const { summary, digest } = simulate(loadScenario(swept("{}"), { file: "s" }).scenario);
    expect(points[0]).toMatchObject({
      status: "finished",
      reason: null,
      slo_met: true,
      figures: {
        share_inside_slo: { mean: 1, low: null, high: null },
        p99_ttft_ms: { mean: summary.p99_ttft_ms, low: null, high: null },
        output_throughput_per_user: { mean: 1000 / summary.mean_tpot_ms! },
        utilisation: { mean: summary.cluster.utilisation },
      },
      runs: [{ replication: 0, seed: 1, digest }],
    });
  });

  test("of several runs has their mean, and an interval around it", async () => {
    const text = swept("{ grid: { seed: [1] }, replications: 4 }");
    const { points } = await plan(text, counting(), memory()).finish();
    const { figures, runs } = points[0]!;
    const values = runs.map((run) => run.figures.p99_ttft_ms!);
    const { mean, low, high } = figures.p99_ttft_ms!;
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value) / 4, 9);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(new Set(runs.map(({ seed }) => seed)).size).toBe(4);
    expect(figures.share_inside_slo).toMatchObject({ mean: 1, high: 1 });
  });

  test("whose queues grow is unstable, given up early, and has no latency", async () => {
    // Ten steps of 1/64 s a request, one request at a time: 6.4 are served a second.
    const text = swept(`{ grid: { ${rate}: [4, 9] } }`)
      .replace("num_prompts: 50", "num_prompts: 20000")
      .replace("engines: 1,", "engine: { max_num_seqs: 1, async_scheduling: false },");
    const { points } = await plan(text, executeHere({ cost: stepCost }), memory()).finish();
    expect(points.map(({ status }) => status)).toEqual(["finished", "unstable"]);
    const [, unstable] = points;
    expect(unstable!.reason).toMatch(/^queues grow, 6\.\d of [89]\.\d requests\/s served$/);
    expect(Object.values(unstable!.figures).filter((figure) => figure !== null)).toEqual([]);
    expect(Object.values(unstable!.runs[0]!.figures).filter((it) => it !== null)).toEqual([]);
    expect(unstable!.runs[0]!.digest).toBeNull();
  });

  test("is unstable by one of its runs, and then has no figure of the others either", async () => {
    const here = executeHere();
    const executor: Executor = {
      width: 1,
      execute: async (job) => {
        const outcome = (await here.execute(job))!;
        const { stability } = outcome.summary;
        if (job.scenario.seed !== 1)
          Object.assign(stability, { growing: true, arrivals_per_s: 9, served_per_s: 6 });
        return outcome;
      },
    };
    const text = swept("{ grid: { slo.share: [0.9] }, replications: 2 }");
    const [point] = (await plan(text, executor, memory()).finish()).points;
    expect(point).toMatchObject({
      status: "unstable",
      reason: "1 of 2 runs: queues grow, 6.0 of 9.0 requests/s served",
      runs: [{ status: "finished" }, { status: "unstable" }],
    });
    for (const run of point!.runs)
      expect(Object.values(run.figures).every((figure) => figure === null)).toBe(true);
  });

  test("that its machines cannot hold is refused with the reason, and others are not", async () => {
    const text = swept("{ grid: { cluster.pools.0.gpu: [T4, H100-SXM-80GB] } }");
    const { points } = await plan(text, counting(), memory()).finish();
    expect(points.map(({ status }) => status)).toEqual(["refused", "finished"]);
    expect(points[0]!.reason).toMatch(/^cluster\.pools\.0\.model: .*T4/);
  });
});
