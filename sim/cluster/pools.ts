/** Pools: the engines of each blueprint, numbered through the whole cluster. */
import type { Cost } from "../cost/cost.ts";
import type { Engine } from "../engine/engine.ts";
import { assembleEngine, type Surroundings } from "./assemble.ts";
import type { PoolBlueprint } from "./blueprint.ts";

export interface Pool {
  blueprint: PoolBlueprint;
  engines: readonly Engine[];
}

/** What all engines have in common. */
export interface Shared extends Omit<Surroundings, "name" | "index"> {
  /** Instead of their machines' prices. */
  cost: Cost | undefined;
}

export function assemblePools(
  blueprints: readonly PoolBlueprint[],
  { cost, ...shared }: Shared,
): Pool[] {
  let index = 0;
  return blueprints.map((blueprint) => {
    const plan = cost === undefined ? blueprint.engine : { ...blueprint.engine, cost };
    const engines = Array.from({ length: blueprint.engines }, (_, place) =>
      assembleEngine(plan, { ...shared, name: `${blueprint.name}-${place}`, index: index++ }),
    );
    return { blueprint, engines };
  });
}
