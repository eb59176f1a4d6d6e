/** Pools: the engines of each blueprint, numbered through the whole cluster, rank by rank. */
import type { Cost } from "../cost/cost.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineBounds } from "../engine/engine-bounds.ts";
import type { PoolOfRun } from "../observe/summarize.ts";
import type { Surroundings } from "./assemble.ts";
import type { PoolBlueprint } from "./blueprint.ts";
import { assembleGroup } from "./group/assemble-group.ts";
import type { Group } from "./group/group.ts";

export interface Pool {
  blueprint: PoolBlueprint;
  groups: readonly Group[];
  /** The ranks of all groups. */
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
  let firstIndex = 0;
  let place = 0;
  return blueprints.map((blueprint) => {
    const plan = cost === undefined ? blueprint.engine : { ...blueprint.engine, cost };
    const groups = Array.from({ length: blueprint.engines }, (_, inPool) => {
      const name = `${blueprint.name}-${inPool}`;
      const group = assembleGroup(plan, blueprint.ranks, { ...shared, name, place, firstIndex });
      firstIndex += blueprint.ranks.size;
      place += 1;
      return group;
    });
    const engines = groups.flatMap(({ ranks }) => ranks);
    const bounds = cost === undefined ? blueprint.bounds : undefined;
    return { blueprint, groups, engines, bounds };
  });
}

/** A pool as a summary is told of it. */
export const poolOfRun = ({ blueprint, engines, bounds }: Pool): PoolOfRun => ({
  name: blueprint.name,
  engines,
  gpusPerEngine: blueprint.placement.gpus,
  pricePerHour: blueprint.pricePerHour,
  bounds,
});
