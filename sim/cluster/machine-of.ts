/** The machine under one engine of a cluster, with its settings as its steps are priced. */
import { invariant } from "../kernel/invariant.ts";
import { type ParallelSettings, parallelOf } from "../machine/parallel.ts";
import type { ClusterSpec, EngineSettings } from "../scenario/schema.ts";
import { priced } from "./blueprint.ts";
import { findParts, type Parts } from "./find-parts.ts";

export interface EngineMachine extends Parts {
  settings: EngineSettings & ParallelSettings;
}

/** Of the engine with this index: engines are counted pool after pool, rank by rank. */
export function machineOf({ pools }: ClusterSpec, engine: number): EngineMachine {
  let before = 0;
  for (const [index, pool] of pools.entries()) {
    before += pool.engines * pool.data_parallel_size;
    if (engine < before)
      return {
        ...findParts(pool, ["cluster", "pools", index]),
        settings: { ...priced(pool.engine), ...parallelOf(pool) },
      };
  }
  invariant(false, () => `there are ${before} engines, and none with index ${engine}`);
}
