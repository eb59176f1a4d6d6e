/**
 * That the bounds could not be higher: an engine without floors, launches and host reaches them.
 */
import { expect, test } from "vitest";
import { drawBlueprints } from "../../sim/cluster/blueprint.ts";
import type { WhatIf } from "../../sim/cluster/what-if.ts";
import { TICK } from "../../sim/kernel/time.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { type Scenario, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { quicker } from "../../sim/study/why/quicker.ts";
import { Demand } from "../../sim/workload/demand.ts";

/** Kernels as measured, and nothing between them. */
const ideal: WhatIf = {
  calibration: (calibration) => quicker(calibration, Number.POSITIVE_INFINITY),
  profile: (profile) => ({
    ...profile,
    frontEnd: { in: 0, out: 0 },
    wake: 0,
    iteration: { async: 0, sync: 0 },
    perRequest: 0,
    perPrefill: 0,
    launchPerLayer: { piecewise: 0, eager: { async: 0, sync: 0 } },
    workers: {
      schedule: 0,
      schedulePerRequest: 0,
      prepare: 0,
      prepareAmidOthers: 0,
      perRequest: 0,
      launchPerLayer: { piecewise: 0, eager: 0 },
    },
  }),
};

/** All at once; without graphs, which would pad. */
const atOnce = (requests: number, prompt: number, output: number): Scenario =>
  scenarioSchema.parse({
    name: "all at once",
    workload: {
      arrivals: { process: "constant", request_rate: "inf" },
      num_prompts: requests,
      prompt_tokens: { distribution: "fixed", tokens: prompt },
      output_tokens: { distribution: "fixed", tokens: output },
    },
    cluster: {
      pools: [
        {
          model: "meta-llama/Llama-3.1-8B",
          gpu: "H100-SXM-80GB",
          engine: { max_num_seqs: 32, enforce_eager: true, async_scheduling: false },
        },
      ],
    },
  });

const boundsOf = ({ cluster }: Scenario) => drawBlueprints(cluster, ideal)[0]!.bounds;

test("a lone request takes the least time, to a few ticks a step", () => {
  const scenario = atOnce(1, 1000, 50);
  const bounds = boundsOf(scenario);
  const demand = new Demand().add(1000, 50);
  const [first, rest] = [bounds.firstToken(demand).attained, bounds.decode(demand).attained];
  const probe: Probe = {
    ...blind,
    requestFinished({ ttft, e2el }) {
      expect(Math.abs(ttft - first)).toBeLessThan(3 * TICK);
      expect(Math.abs(e2el - ttft - rest)).toBeLessThan(49 * 3 * TICK);
    },
  };
  const { summary } = new Simulation(scenario, { whatIf: ideal, probes: [probe] }).run().result();
  expect(summary.completed).toBe(1);
});

test("batches that are always full do their work in the least time, to a few ticks a step", () => {
  const scenario = atOnce(96, 1, 50);
  const demand = new Demand();
  for (let request = 0; request < 96; request++) demand.add(1, 50);
  const least = boundsOf(scenario).work(demand).attained;
  const { summary } = new Simulation(scenario, { whatIf: ideal }).run().result();
  // Three batches of 32, one after the other.
  expect(summary.cluster.steps).toBe(150);
  expect(Math.abs(summary.duration - least)).toBeLessThan(150 * 3 * TICK);
});
