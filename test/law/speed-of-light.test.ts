/**
 * What no run may exceed: the least time of its requests, and the rate that follows from it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawBlueprints, type PoolBlueprint } from "../../sim/cluster/blueprint.ts";
import { inSeries, type LeastTime } from "../../sim/cost/least-time.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import type { Scenario } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { capacityBound, fewestEngines } from "../../sim/study/bounds/capacity.ts";
import { latencyBound } from "../../sim/study/bounds/latency.ts";
import { Demand } from "../../sim/workload/demand.ts";
import { tries } from "../soak.ts";
import { boundedScenarios } from "./bounded-scenarios.ts";

/** The blueprint of each engine, by its index. */
const engineBlueprints = ({ cluster }: Scenario): PoolBlueprint[] =>
  drawBlueprints(cluster).flatMap((pool) =>
    Array.from({ length: pool.engines * pool.ranks.size }, () => pool),
  );

/** That `got` is no less than either bound, and the attained one no less than the sheet's. */
function expectAtLeast(got: number, { sheet, attained }: LeastTime): void {
  expect(attained).toBeGreaterThanOrEqual(sheet);
  expect(got).toBeGreaterThanOrEqual(attained);
}

test("no request is answered faster than alone on an idle engine without overheads", () => {
  fc.assert(
    fc.property(boundedScenarios(2), (scenario) => {
      const blueprints = engineBlueprints(scenario);
      let finished = 0;
      const probe: Probe = {
        ...blind,
        requestFinished(request, { index }) {
          const { prompt, output, ttft, e2el, maxItl, firstTokenLate } = request;
          const { bounds, engine } = blueprints[index]!;
          const demand = new Demand(engine.reach).add(prompt, output);
          expectAtLeast(ttft, bounds.firstToken(demand));
          expectAtLeast(e2el, inSeries([bounds.firstToken(demand), bounds.decode(demand)]));
          // As if the first token were taken in when it was out.
          expectAtLeast(e2el - ttft + firstTokenLate, bounds.decode(demand));
          finished += 1;
          if (output < 2) return;
          expectAtLeast((e2el - ttft) / (output - 1), bounds.pace(demand));
          expectAtLeast(maxItl, bounds.pace(demand));
        },
      };
      const { summary } = new Simulation(scenario, { probes: [probe] }).run().result();
      expect(finished).toBe(summary.completed);
    }),
    { numRuns: tries(60) },
  );
});

test("no engine does its requests' work in less than the least time of it", () => {
  fc.assert(
    fc.property(boundedScenarios(2), (scenario) => {
      const blueprints = engineBlueprints(scenario);
      const demands = blueprints.map(({ engine }) => new Demand(engine.reach));
      const probe: Probe = {
        ...blind,
        requestFinished: ({ prompt, output }, { index }) => demands[index]!.add(prompt, output),
      };
      const { engines } = new Simulation(scenario, { probes: [probe] }).run().result().summary;
      for (const [index, { seconds, seconds_by_cause: causes }] of engines.entries()) {
        const busy = seconds - causes.idle - causes.host;
        expectAtLeast(busy, blueprints[index]!.bounds.work(demands[index]!));
      }
    }),
    { numRuns: tries(60) },
  );
});

test("no fleet of one pool serves more requests a second than its capacity bound", () => {
  fc.assert(
    fc.property(boundedScenarios(1), (scenario) => {
      const { most, whole } = capacityBound(scenario);
      const { summary } = new Simulation(scenario).run().result();
      expect(whole).toBe(true);
      expect(most.sheet).toBeGreaterThanOrEqual(most.attained);
      expect(summary.request_throughput ?? 0).toBeLessThanOrEqual(most.attained);
      const served = summary.request_throughput ?? 0;
      expect(fewestEngines(scenario, served)).toBeLessThanOrEqual(
        scenario.cluster.pools[0]!.engines,
      );
    }),
    { numRuns: tries(60) },
  );
});

test("at least as many requests miss their objectives as must", () => {
  fc.assert(
    fc.property(boundedScenarios(2), (scenario) => {
      const { miss, impossible } = latencyBound(scenario);
      const { verdict } = new Simulation(scenario).run().result().summary;
      expect(1 - verdict.share!).toBeGreaterThanOrEqual(miss! - 1e-12);
      if (impossible) expect(verdict.met).toBe(false);
    }),
    { numRuns: tries(60) },
  );
});
