/** The candidates of a plan: every combination of the values that it chooses from. */
import type { PlanSpec, Scenario } from "../../scenario/schema.ts";
import { planSchema } from "../../scenario/sections/plan.ts";

/** One value of those that stand at `plan.candidates.PATH.INDEX`. */
export interface Choice {
  /** Of the setting, such as `cluster.pools.0.gpu`. */
  path: string;
  value: unknown;
  /** Its place in the list, from 0. */
  index: number;
}

/** The plan of a scenario; one without a plan has its own fleet as the only candidate. */
export const planOf = ({ plan }: Scenario): PlanSpec => plan ?? planSchema.parse({});

/** Every combination, the last list changing fastest; one that sets nothing where none is given. */
export function combinationsOf({ candidates }: PlanSpec): Choice[][] {
  let all: Choice[][] = [[]];
  for (const [path, values] of Object.entries(candidates))
    all = all.flatMap((chosen) =>
      values.map((value, index) => [...chosen, { path, value, index }]),
    );
  return all;
}
