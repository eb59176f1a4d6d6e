/** A plan as a whole: the same whatever does its jobs, monotone, and whole when interrupted. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../sim/kernel/random.ts";
import type { Scenario } from "../../../sim/scenario/schema.ts";
import { planSchema } from "../../../sim/scenario/sections/plan.ts";
import type { Executor, Outcome } from "../../../sim/study/jobs/index.ts";
import { makePlan, type Plan } from "../../../sim/study/plan/index.ts";
import { fixedCostHere, fixedServer, idleTtft, planFor } from "./worlds.ts";

const slo = { ttft: idleTtft() + 0.3, share: 0.9 };

/** Places of an engine to choose from, each as fast as if it were alone. */
const withPlaces = (scenario: Scenario, places: number): Scenario => ({
  ...scenario,
  cluster: {
    ...scenario.cluster,
    pools: scenario.cluster.pools.map((pool) => ({
      ...pool,
      engine: { ...pool.engine, max_num_seqs: places },
    })),
  },
});

const chosen = (executor: Executor, more: object = {}): Promise<Plan> =>
  makePlan(
    {
      objective: "min-gpus",
      spec: planSchema.parse({ slo, request_rate: 14, tolerance: 0.1, ...more }),
      candidates: [1, 2, 3].map((value) => ({
        settings: [{ path: "cluster.pools.0.engine.max_num_seqs", value }],
        scenario: withPlaces(fixedServer(4), value),
      })),
    },
    { executor },
  );

/** Does `width` jobs at a time, which end in any order. */
function shuffled(width: number): Executor {
  const { below } = createRandom(width).stream("order");
  const waiting: (() => Promise<void>)[] = [];
  let busy = false;
  const work = async () => {
    if (busy) return;
    busy = true;
    while (waiting.length > 0)
      await waiting.splice(below(Math.min(width, waiting.length)), 1)[0]!();
    busy = false;
  };
  return {
    width,
    execute: (job) =>
      new Promise((done) => {
        waiting.push(async () => done(await fixedCostHere.execute(job)));
        queueMicrotask(work);
      }),
  };
}

test("the plan is the same to the byte, in whatever order its jobs are done", async () => {
  const plans = await Promise.all([1, 2, 5].map((width) => chosen(shuffled(width))));
  const texts = plans.map((plan) => JSON.stringify(plan));
  expect(new Set(texts).size).toBe(1);
  expect(plans[0]!.trail.length).toBeGreaterThan(3);
});

test("more places in an engine need fewer of them, and what cannot win is dropped", async () => {
  const { answer, candidates, trail, pareto } = await chosen(fixedCostHere);
  // A place serves 8 requests a second at most: of one it takes two engines, and more for slack.
  expect(answer).toMatchObject({
    candidate: 3,
    label: "H100-SXM-80GB, max_num_seqs 3",
    engines: 1,
  });
  expect(answer!.next_best).toMatchObject({ candidate: 2, fleet: { gpus: 2 } });
  expect(answer!.head_room!.times).toBeGreaterThan(1);
  expect(answer!.binding!.why.binds).not.toBeNull();
  expect(candidates.map(({ status }) => status)).toEqual(["holds", "holds", "ruled-out"]);
  expect(candidates[2]!.why).toMatch(
    /^at least \d engines, \d GPUs, \$[\d.]+\/h: above the second best, 2 GPUs/,
  );
  expect(trail.every(({ verdict, share }) => verdict !== "unstable" || share === null)).toBe(true);
  expect(pareto.filter(({ on_front }) => on_front).length).toBeGreaterThan(0);
});

describe("what is asked", () => {
  const enginesFor = async (rate: number, ttft: number): Promise<number> => {
    const spec = { slo: { ttft, share: 0.9 }, request_rate: rate, tolerance: 0.2 };
    const { answer } = await planFor(fixedServer(4), { objective: "min-gpus", spec });
    return answer!.engines;
  };

  test("takes more engines the more it is", async () => {
    const [some, more, strict] = await Promise.all([
      enginesFor(10, slo.ttft),
      enginesFor(25, slo.ttft),
      enginesFor(10, idleTtft() + 0.01),
    ]);
    expect(more).toBeGreaterThan(some!);
    expect(strict).toBeGreaterThan(some!);
  });

  test("by nobody can be met, and that is said without a run where a bound says it", async () => {
    const spec = { slo: { ttft: 1e-4 }, request_rate: 4 };
    const plan = await planFor(fixedServer(4), { objective: "min-gpus", spec });
    expect(plan.answer).toBeNull();
    expect(plan.trail).toEqual([]);
    expect(plan.candidates[0]).toMatchObject({ status: "ruled-out" });
    expect(plan.candidates[0]!.why).toMatch(/must miss ttft ≤ 100 µs even alone on an idle engine/);
  });
});

test("interrupted, it is the best so far, and says so", async () => {
  let left = 12;
  const stops: Executor = {
    width: 1,
    execute: async (job): Promise<Outcome | undefined> =>
      left-- > 0 ? fixedCostHere.execute(job) : undefined,
  };
  const plan = await chosen(stops);
  expect(plan.complete).toBe(false);
  expect(plan.notes.at(-1)).toBe("Interrupted: this is the best so far.");
  expect(plan.trail.length).toBeGreaterThan(0);
  expect(plan.candidates.some(({ status }) => status === "not-finished")).toBe(true);
});

describe("a plan that makes no sense is refused:", () => {
  const refused = (spec: object, objective: "min-gpus" | "max-rate" = "min-gpus") =>
    planFor({ ...fixedServer(4), slo: undefined as never }, { objective, spec });

  test("without objectives", async () => {
    await expect(refused({})).rejects.toThrow("plan.slo is missing");
  });

  test("about a pool that is none", async () => {
    await expect(refused({ slo, engines: { pool: 1 } })).rejects.toThrow(
      "plan.engines.pool is no pool: there are 1, from 0",
    );
  });

  test("about the rate of a closed loop", async () => {
    const { workload, ...rest } = fixedServer(4);
    const arrivals = { process: "closed" as const, max_concurrency: 3, think_time: 0 };
    const closed = { ...rest, workload: { ...workload, arrivals } };
    const ask = (objective: "min-gpus" | "max-rate", spec: object) =>
      planFor(closed, { objective, spec: { slo, ...spec } });
    await expect(ask("max-rate", {})).rejects.toThrow("workload has no rate");
    await expect(ask("min-gpus", { request_rate: 3 })).rejects.toThrow("cannot be set");
    expect((await ask("min-gpus", {})).answer).toMatchObject({ engines: 1, rate: null });
  });
});
