/**
 * What one more point of a sweep costs once its threads are warm: all that the whole process does
 * for it, from the check of its scenario to its row.
 */
import { writeFileSync } from "node:fs";
import type { ScenarioInput } from "../../sim/index.ts";
import { medianCost } from "./process-cost.ts";

/** Of each length, so that one slow process counts for nothing. */
const SWEEPS = 3;

/**
 * Seconds of CPU: a sweep of so many points and one of twice as many start alike, and what the
 * second half costs has nothing to do with starting.
 */
export function warmPointCost(scenario: ScenarioInput, folder: string, points: number): number {
  const file = `${folder}/point.json`;
  writeFileSync(file, JSON.stringify(scenario));
  const cpu = (count: number): number =>
    medianCost(SWEEPS, ["sweep", file, "--vary", `seed=1..${count}/${count}`, "--json"]).cpu;
  return (cpu(2 * points) - cpu(points)) / points;
}
