/**
 * Laws of queueing that the whole simulator must keep, whatever its steps cost.
 */
import { describe, expect, test } from "vitest";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import type { Scenario } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { STEP, singleServer, stepCost } from "./single-server.ts";

/** Mean seconds in the queue. */
function meanWait(scenario: Scenario): number {
  let waited = 0;
  let requests = 0;
  const probe: Probe = {
    ...blind,
    requestFinished(request, _engine, ledger) {
      // Everything up to the first token but the front end and the prompt's own step.
      waited += request.ttft - ledger[0]! - STEP;
      requests += 1;
    },
  };
  new Simulation(scenario, { cost: stepCost, probes: [probe] }).run();
  return waited / requests;
}

describe("one engine that serves one request at a time", () => {
  test("waits as M/D/1 says when all outputs are equally long", () => {
    // Service 8 × 1/64 = 0.125 s at 5.6 a second: ρ = 0.7. Pollaczek–Khinchine with a fixed
    // service time: W = ρ s / (2 (1 − ρ)) = 0.7 × 0.125 / 0.6 = 0.14583 s.
    const output = { distribution: "fixed" as const, tokens: 8 };
    const scenario = singleServer({ load: 0.7, output, requests: 200_000 });
    expect(Math.abs(meanWait(scenario) / 0.14583 - 1)).toBeLessThan(0.03);
  });

  test("waits as M/G/1 says when they are not", () => {
    // Outputs uniform on 1 … 15: mean 8, E[k²] = 15·16·31/6/15 = 82.667, so E[s] = 0.125 s and
    // E[s²] = 82.667 / 4096 = 0.020182 s². W = λ E[s²] / (2 (1 − ρ)) = 5.6 × 0.020182 / 0.6.
    const scenario = singleServer({ load: 0.7, requests: 200_000 });
    const expected = (5.6 * 0.020182) / 0.6;
    expect(Math.abs(meanWait(scenario) / expected - 1)).toBeLessThan(0.03);
  });
});
