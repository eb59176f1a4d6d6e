/** Pools: the engines of each blueprint, numbered through the whole cluster. */
import type { Cost } from "../cost/cost.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineBounds } from "../engine/engine-bounds.ts";
import type { PoolOfRun } from "../observe/summarize.ts";
import { assembleEngine, type Surroundings } from "./assemble.ts";
import type { PoolBlueprint } from "./blueprint.ts";

export interface Pool {
  blueprint: PoolBlueprint;
  engines: readonly Engine[];
  /** Undefined where steps do not cost what the machine takes. */
  bounds: EngineBounds | undefined;
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
    return { blueprint, engines, bounds: cost === undefined ? blueprint.bounds : undefined };
  });
}

/** A pool as a summary is told of it. */
export const poolOfRun = ({ blueprint, engines, bounds }: Pool): PoolOfRun => ({
  name: blueprint.name,
  engines,
  gpusPerEngine: blueprint.placement.ranks,
  pricePerHour: blueprint.pricePerHour,
  bounds,
});
