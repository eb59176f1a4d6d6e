/**
 * The way out where a model does not fit its GPU: a setting that takes too much, more GPUs for an
 * engine, or a larger one.
 *
 * Each is tried, so that whoever follows it is not refused again.
 */
import { gpus } from "../machine/catalogue/gpus.ts";
import { tensorParallelSizes } from "../machine/division.ts";
import { lacksForWeights } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import { type MemorySettings, planMemory } from "../machine/memory.ts";
import type { Model } from "../machine/model.ts";
import { topologyOf } from "../machine/topology.ts";

/** Settings that may take all of a GPU by themselves, as they are where a scenario is silent. */
export const usual = {
  max_num_batched_tokens: 2048,
  block_size: 16,
  gpu_memory_utilization: 0.92,
} as const;
const settingNames = Object.keys(usual) as (keyof typeof usual)[];
/** GPUs that are named: one of them can be had. */
const NAMED = 3;

/** In words that read on after what is wrong. */
export function wayOut(model: Model, gpu: Gpu, settings: MemorySettings): string {
  const fits = (on: Gpu, under: MemorySettings) => planMemory(model, on, under).blocks > 0;
  const split = (on: Gpu): number | undefined =>
    sizesIn(model, on).find((size) => fits(on, { ...settings, tensor_parallel_size: size }));
  const setting = settingNames.find((key) => fits(gpu, { ...settings, [key]: usual[key] }));
  if (setting !== undefined) return `with ${setting} at ${usual[setting]} it fits`;
  const ranks = split(gpu);
  const whole = smallest(model, (other) => fits(other, alone(settings)));
  const ways = [
    ...(ranks === undefined ? [] : [`with tensor_parallel_size at ${ranks} it fits`]),
    ...(whole.length === 0 ? [] : [`it fits one ${inWords(whole)}`]),
  ];
  if (ways.length > 0) return ways.join(", or ");
  const groups = smallest(model, (other) => split(other) !== undefined);
  return groups.length > 0
    ? `no known GPU holds it alone; split over a server of ${inWords(groups)} it fits`
    : "no known GPU holds it alone: take a smaller model, or one in fewer bits";
}

const alone = (settings: MemorySettings): MemorySettings => ({
  ...settings,
  tensor_parallel_size: 1,
});

/** The smallest GPUs for which it holds. */
const smallest = (model: Model, holds: (gpu: Gpu) => boolean): Gpu[] =>
  gpus
    .filter((other) => lacksForWeights(other, model) === undefined && holds(other))
    .sort((a, b) => a.memory - b.memory)
    .slice(0, NAMED);

const inWords = (some: readonly Gpu[]): string => some.map(({ name }) => name).join(" or ");

/** Numbers of GPUs in one server that the model divides into. */
const sizesIn = (model: Model, gpu: Gpu): number[] =>
  tensorParallelSizes(model).filter((size) => size <= topologyOf(gpu).gpusPerNode);
