/**
 * The two forms of the running set on the same requests: how much faster the sums are than the
 * plain loop, and whether they agree to the bit.
 */
import { type ScenarioInput, simulate } from "../../sim/index.ts";
import { median } from "./process-cost.ts";

/** Turns until V8 has settled: the second is still a tenth slower than those after it. */
const WARM_UP = 2;

export interface FormsCompared {
  /** CPU seconds of the loop for one of the sums. */
  ratio: number;
  agree: boolean;
}

export function compareForms(scenario: ScenarioInput, runs: number): FormsCompared {
  const seconds: Record<"sums" | "each", number[]> = { sums: [], each: [] };
  const digests = new Set<string>();
  // By turns, so that whatever slows the machine slows both; the first turns warm up.
  for (let turn = -WARM_UP; turn < runs; turn++) {
    for (const batch of ["sums", "each"] as const) {
      const before = process.cpuUsage();
      digests.add(simulate(scenario, { batch }).digest);
      const { user, system } = process.cpuUsage(before);
      if (turn >= 0) seconds[batch].push((user + system) / 1e6);
    }
  }
  return { ratio: median(seconds.each) / median(seconds.sums), agree: digests.size === 1 };
}
