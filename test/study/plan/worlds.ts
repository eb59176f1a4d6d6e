/** Worlds to plan for: engines that serve one request at a time, of which theory knows it all. */
import type { PlanObjective, PlanSpec, Scenario } from "../../../sim/scenario/schema.ts";
import { planSchema } from "../../../sim/scenario/sections/plan.ts";
import { Simulation } from "../../../sim/simulation.ts";
import { type Executor, executeHere } from "../../../sim/study/jobs/index.ts";
import { makePlan, type Plan } from "../../../sim/study/plan/index.ts";
import { singleServer, stepCost } from "../../law/single-server.ts";

/** Seconds of service: eight tokens of a sixty-fourth each. */
export const SERVICE = 0.125;

/** Requests of eight tokens, one at a time, at so many a second. */
export const fixedServer = (rate: number): Scenario =>
  singleServer({
    load: rate * SERVICE,
    requests: 1000,
    output: { distribution: "fixed", tokens: 8 },
    slo: { ttft: 1 },
  });

/** Seconds to the first token of a request that waits for nobody. */
export function idleTtft(): number {
  const scenario = fixedServer(1e-3);
  const alone = { ...scenario, workload: { ...scenario.workload, num_prompts: 1 } };
  return new Simulation(alone, { cost: stepCost }).run().result().summary.mean_ttft_ms! / 1000;
}

/**
 * P(wait ≤ t) in M/D/1 (Erlang, 1909): (1 − ρ) Σ (λ(kD − t))ᵏ ÷ k! · e^(λ(t − kD)), over the k with
 * kD ≤ t.
 */
export function waitAtMost(t: number, rate: number): number {
  let sum = 0;
  for (let k = 0; k * SERVICE <= t; k++) {
    const x = rate * (k * SERVICE - t);
    let term = Math.exp(-x);
    for (let i = 1; i <= k; i++) term *= x / i;
    sum += term;
  }
  return (1 - rate * SERVICE) * sum;
}

/** The rate up to which at least this share of requests waits no longer than t. */
export function highestRate(t: number, share: number): number {
  let [low, high] = [0, 1 / SERVICE];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (waitAtMost(t, middle) >= share) low = middle;
    else high = middle;
  }
  return low;
}

interface Asked {
  objective: PlanObjective;
  spec: Parameters<typeof planSchema.parse>[0];
  executor?: Executor;
}

export const fixedCostHere = executeHere({ cost: stepCost });

/** A plan for a scenario that has no choices. */
export function planFor(scenario: Scenario, asked: Asked): Promise<Plan> {
  const spec: PlanSpec = planSchema.parse(asked.spec);
  return makePlan(
    { objective: asked.objective, spec, candidates: [{ settings: [], scenario }] },
    { executor: asked.executor ?? fixedCostHere },
  );
}
