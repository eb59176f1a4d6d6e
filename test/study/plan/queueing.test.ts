/** Plans for engines with fixed costs agree with queueing theory, and with a grid. */
import { describe, expect, test } from "vitest";
import {
  fixedCostHere,
  fixedServer,
  highestRate,
  idleTtft,
  planFor,
  SERVICE,
  waitAtMost,
} from "./worlds.ts";

const idle = idleTtft();

test("the formula of M/D/1 is right where it is known otherwise", () => {
  // Nobody waits with probability 1 − ρ; at ρ = 0.5 and t = D it is (1 − ρ)e^ρ.
  expect(waitAtMost(0, 4)).toBeCloseTo(0.5, 12);
  expect(waitAtMost(SERVICE - 1e-12, 4)).toBeCloseTo(0.5 * Math.exp(0.5), 9);
});

describe("the highest rate of one engine", () => {
  test.each([
    { wait: 0.1, share: 0.8 },
    { wait: 1, share: 0.95 },
  ])("is that of M/D/1: $share wait at most $wait s", async ({ wait, share }) => {
    const { answer } = await planFor(fixedServer(4), {
      objective: "max-rate",
      spec: { slo: { ttft: idle + wait, share } },
    });
    const exact = highestRate(wait, share);
    expect(answer!.rate!).toBeLessThanOrEqual(exact);
    expect(answer!.too_high!).toBeGreaterThanOrEqual(exact);
    expect(answer!.too_high! / answer!.rate! - 1).toBeLessThanOrEqual(0.1);
  });

  test("of a percentile is that of the share", async () => {
    const of = async (slo: object) => {
      const { answer } = await planFor(fixedServer(4), { objective: "max-rate", spec: { slo } });
      return [answer!.rate, answer!.too_high];
    };
    expect(await of({ p90_ttft: idle + 0.3 })).toEqual(await of({ ttft: idle + 0.3, share: 0.9 }));
  });

  test("is that of a grid of long runs", async () => {
    const scenario = fixedServer(4);
    const slo = { ttft: idle + 0.3, share: 0.9 };
    const { answer } = await planFor(scenario, { objective: "max-rate", spec: { slo } });
    const holds: number[] = [];
    for (let rate = 4.5; rate < 6; rate += 0.1) {
      const arrivals = { process: "poisson" as const, request_rate: rate };
      const workload = { ...scenario.workload, arrivals, num_prompts: 40_000 };
      const outcome = await fixedCostHere.execute({ scenario: { ...scenario, workload, slo } });
      if (outcome!.summary.verdict.share! >= 0.9) holds.push(rate);
    }
    const highest = Math.max(...holds);
    expect(answer!.rate!).toBeLessThan(highest + 0.1);
    expect(answer!.too_high!).toBeGreaterThan(highest - 0.1);
  });
});

test("as many engines as M/D/1 needs are found, where each has its own arrivals", async () => {
  // A random router thins Poisson arrivals to Poisson arrivals, so n engines are n queues M/D/1.
  const scenario = fixedServer(4);
  const cluster = { ...scenario.cluster, router: { policy: "random" as const } };
  const exact = highestRate(0.3, 0.9);
  for (const engines of [3, 7]) {
    const { answer } = await planFor(
      { ...scenario, cluster },
      {
        objective: "min-gpus",
        spec: { slo: { ttft: idle + 0.3, share: 0.9 }, request_rate: 0.97 * engines * exact },
      },
    );
    expect(answer).toMatchObject({ engines, gpus: engines, one_less: { engines: engines - 1 } });
    expect(answer!.n_plus_1.engines).toBe(engines + 1);
  }
});

test("a rate that one engine can never serve is unstable, and has no latency", async () => {
  const plan = await planFor(fixedServer(4), {
    objective: "min-gpus",
    spec: { slo: { ttft: idle + 1 }, request_rate: 10, engines: { max: 1 } },
  });
  expect(plan.answer).toBeNull();
  expect(plan.candidates).toMatchObject([{ status: "unstable", rank: null, share: null }]);
  expect(plan.candidates[0]).not.toHaveProperty("p99_ttft_ms");
  expect(plan.trail).toMatchObject([{ verdict: "unstable", engines: 1, share: null }]);
  expect(plan.trail[0]!.why).toMatch(/^the queue grows: [78][.\d]* of 10 requests\/s are served$/);
});
