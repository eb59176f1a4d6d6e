/** A trial of a setting that is on the edge: wrong no more often than it says. */
import { expect, test } from "vitest";
import { criteriaOf } from "../../../sim/study/plan/criteria.ts";
import { tryOut } from "../../../sim/study/plan/trial.ts";
import { tries } from "../../soak.ts";
import { fixedCostHere, fixedServer, highestRate, idleTtft } from "./worlds.ts";

const runs = tries(12);

test("on the edge hardly any holds, and hardly any fails", async () => {
  // Of a server on which exactly nine in ten requests wait no longer.
  const slo = { ttft: idleTtft() + 0.3, share: 0.9 };
  const scenario = { ...fixedServer(highestRate(0.3, 0.9)), slo };
  const criteria = criteriaOf(scenario, undefined);
  const counts = { holds: 0, fails: 0, undecided: 0, unstable: 0, stuck: 0 };
  for (let seed = 1; seed <= runs; seed++) {
    const setting = { scenario: { ...scenario, seed }, criteria, requests: 2000 };
    const terms = { ...fixedCostHere, confidence: 0.95 };
    const trial = await tryOut({ ...setting, course: "steady" }, terms);
    counts[trial!.verdict] += 1;
  }
  // One in twenty, and three standard errors.
  const most = runs * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  expect(counts.holds).toBeLessThanOrEqual(most);
  expect(counts.fails).toBeLessThanOrEqual(most);
  expect(counts.unstable + counts.stuck).toBe(0);
});
