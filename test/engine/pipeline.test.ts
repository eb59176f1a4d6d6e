/** A pipeline: stages, turns, and the time in which one waits for another. */
import { describe, expect, test } from "vitest";
import { CAUSE } from "../../sim/cost/cost.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { fixedCost, pipelineCost, world } from "./world.ts";

const equalStages = (count: number) => Array.from({ length: count }, () => fixedCost(1));
/** One prompt fills a step. */
const settings = { max_num_batched_tokens: 16, max_num_seqs: 16 };
const filling = (count: number, output: number) =>
  Array.from({ length: count }, () => ({ prompt: 16, output }));

const share = (seconds: Readonly<Float64Array>): number =>
  seconds[CAUSE.bubble]! / seconds.reduce((sum, each) => sum + each, 0);

describe("the bubble", () => {
  test.each([
    [2, 1],
    [2, 3],
    [3, 4],
    [4, 1],
    [4, 12],
    [8, 8],
  ])("%i equal stages that get %i equal steps at once wait (p−1)/(m+p−1) of the time", (p, m) => {
    for (const async_scheduling of [false, true]) {
      const { engine, agenda } = world(filling(m, 1), {
        cost: pipelineCost(equalStages(p)),
        settings: { ...settings, async_scheduling },
      }).run();
      expect(agenda.now).toBe(m + p - 1);
      const seconds = engine.secondsByCause;
      expect(seconds.reduce((sum, each) => sum + each, 0)).toBe(agenda.now);
      if ([2, 4, 8].includes(p)) expect(share(seconds)).toBe((p - 1) / (m + p - 1));
      else expect(share(seconds)).toBeCloseTo((p - 1) / (m + p - 1), 8);
    }
  });

  test.each([
    [2, 1],
    [4, 1],
    [4, 3],
    [4, 4],
    [8, 5],
  ])("%i stages with %i groups that decode wait 1 − m/p of the time", (p, m) => {
    for (const async_scheduling of [false, true]) {
      const read: Float64Array[] = [];
      const probe: Probe = {
        ...blind,
        stepFinished: (_step, engine) => read.push(engine.secondsByCause.slice()),
      };
      world(filling(m, 30), {
        cost: pipelineCost(equalStages(p)),
        settings: { ...settings, async_scheduling },
        probes: [probe],
      }).run();
      // From the tenth token of a group to its twentieth.
      const spent = read[20 * m]!.map((seconds, cause) => seconds - read[10 * m]![cause]!);
      expect(spent.reduce((sum, seconds) => sum + seconds, 0)).toBe(10 * p);
      expect(share(spent)).toBe(1 - m / p);
    }
  });
});
