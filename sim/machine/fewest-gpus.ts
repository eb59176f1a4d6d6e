/**
 * How few GPUs hold a model: tensor-parallel ranks in one server, and stages of them only where
 * these alone are not enough.
 */
import { tensorParallelSizes } from "./division.ts";
import type { Gpu } from "./gpu.ts";
import { blocksPerRequest } from "./kv-blocks.ts";
import { type MemoryPlan, type MemorySettings, planMemory } from "./memory.ts";
import type { Model } from "./model.ts";
import type { ParallelSettings } from "./parallel.ts";
import { topologyOf } from "./topology.ts";

/** How one data-parallel rank is spread over GPUs. */
export interface Spread {
  tensor_parallel_size: number;
  pipeline_parallel_size: number;
}

/** The fewest GPUs, in as few stages as will do, for the model and its longest request. */
export interface FewestGpus {
  /** Of all data-parallel ranks; undefined where no number of them does. */
  gpus: number | undefined;
  /** How they share the model; the last that was tried where none is enough. */
  spread: Spread;
  /** Memory of one of them, in the stage that decides. */
  plan: MemoryPlan;
  /** Numbers of GPUs that were tried, in this order. */
  tried: number[];
}

/** A data-parallel rank is spread over no more GPUs. */
const MOST = 64;

/** Tries one way after another to spread `model`, until one holds a request of `max_model_len`. */
export function fewestGpus(model: Model, gpu: Gpu, settings: MemorySettings): FewestGpus {
  const longest = settings.max_model_len ?? model.context;
  const tried = new Set<number>();
  let last: Pick<FewestGpus, "spread" | "plan"> | undefined;
  for (const spread of spreadsOf(model, gpu, settings)) {
    const plan = planMemory(model, gpu, { ...settings, ...spread });
    const gpus = gpusOf(plan.settings);
    tried.add(gpus);
    last = { spread, plan };
    if (plan.blocks >= blocksPerRequest(model, longest, plan.settings))
      return { gpus, ...last, tried: [...tried] };
  }
  return { gpus: undefined, ...last!, tried: [...tried] };
}

/** GPUs (a count) of one engine. */
export const gpusOf = (settings: ParallelSettings): number => {
  const { tensor_parallel_size = 1, pipeline_parallel_size = 1, data_parallel_size = 1 } = settings;
  return tensor_parallel_size * pipeline_parallel_size * data_parallel_size;
};

/** Groups in one server that the model divides into, the smallest first; then two stages; … */
export function spreadsOf(model: Model, gpu: Gpu, settings: ParallelSettings): Spread[] {
  const { gpus_per_node = topologyOf(gpu).gpusPerNode } = settings;
  const sizes = tensorParallelSizes(model, settings).filter((ranks) => ranks <= gpus_per_node);
  const stages = Array.from({ length: Math.min(model.layers, MOST) }, (_, index) => index + 1);
  return stages.flatMap((pipeline_parallel_size) =>
    sizes
      .filter((ranks) => ranks * pipeline_parallel_size <= MOST)
      .map((tensor_parallel_size) => ({ tensor_parallel_size, pipeline_parallel_size })),
  );
}
