/**
 * Laws of queueing that the whole simulator must keep, whatever its steps cost.
 */
import { describe, expect, test } from "vitest";
import { CAUSE, type Cost } from "../../sim/cost/cost.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";

const STEP = 1 / 64;

/** A step takes 1/64 s, whatever is in it. */
const fixedStep: Cost = {
  gpu(_shape, byCause) {
    byCause.fill(0);
    byCause[CAUSE.matrix] = STEP;
    return STEP;
  },
  prepare: () => 0,
  launch: () => 0,
};

/** One request at a time, synchronously: the service time of a request is its outputs × a step. */
function singleServer(
  request_rate: number,
  output_tokens: NonNullable<ScenarioInput["workload"]["output_tokens"]>,
  num_prompts: number,
): ScenarioInput {
  return {
    name: "single server",
    workload: {
      arrivals: { process: "poisson", request_rate },
      num_prompts,
      prompt_tokens: { distribution: "fixed", tokens: 16 },
      output_tokens,
    },
    cluster: {
      pools: [
        {
          model: "meta-llama/Llama-3.1-8B",
          gpu: "H100-SXM-80GB",
          engine: { max_num_seqs: 1, async_scheduling: false },
        },
      ],
    },
  };
}

/** Mean seconds in the queue. */
function meanWait(scenario: ScenarioInput): number {
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
  new Simulation(scenarioSchema.parse(scenario), { cost: fixedStep, probes: [probe] }).run();
  return waited / requests;
}

describe("one engine that serves one request at a time", () => {
  test("waits as M/D/1 says when all outputs are equally long", () => {
    // Service 8 × 1/64 = 0.125 s at 5.6 a second: ρ = 0.7. Pollaczek–Khinchine with a fixed
    // service time: W = ρ s / (2 (1 − ρ)) = 0.7 × 0.125 / 0.6 = 0.14583 s.
    const scenario = singleServer(5.6, { distribution: "fixed", tokens: 8 }, 200_000);
    expect(Math.abs(meanWait(scenario) / 0.14583 - 1)).toBeLessThan(0.03);
  });

  test("waits as M/G/1 says when they are not", () => {
    // Outputs uniform on 1 … 15: mean 8, E[k²] = 15·16·31/6/15 = 82.667, so E[s] = 0.125 s and
    // E[s²] = 82.667 / 4096 = 0.020182 s². W = λ E[s²] / (2 (1 − ρ)) = 5.6 × 0.020182 / 0.6.
    const scenario = singleServer(5.6, { distribution: "uniform", min: 1, max: 15 }, 200_000);
    const expected = (5.6 * 0.020182) / 0.6;
    expect(Math.abs(meanWait(scenario) / expected - 1)).toBeLessThan(0.03);
  });
});
