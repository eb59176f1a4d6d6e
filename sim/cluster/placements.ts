/** Placements: each engine of a pool with the model that it serves and the GPUs under it. */
import type { EngineView } from "../engine/view.ts";
import { gpusInWords } from "../machine/gpu.ts";
import type { Placement } from "../observe/open-metrics/exposition.ts";
import type { PoolBlueprint } from "./blueprint.ts";

export const placementsOf = (
  { name: pool, model, gpu, placement, engine: { settings, maxModelLen } }: PoolBlueprint,
  engines: readonly EngineView[],
): Placement[] =>
  engines.map((engine) => ({
    engine,
    pool,
    model: model.name,
    gpu: placement.gpus === 1 ? gpu.name : gpusInWords(gpu, placement.gpus),
    maxModelLen,
    settings,
  }));
