/**
 * The way out where a model does not fit its GPU: a setting that takes too much, or a larger GPU.
 *
 * Each is tried, so that whoever follows it is not refused again.
 */
import { gpus } from "../machine/catalogue/gpus.ts";
import { lacksForWeights } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import { type MemorySettings, planMemory } from "../machine/memory.ts";
import type { Model } from "../machine/model.ts";

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
  const setting = settingNames.find((key) => fits(gpu, { ...settings, [key]: usual[key] }));
  if (setting !== undefined) return `with ${setting} at ${usual[setting]} it fits`;
  const roomy = gpus
    .filter((other) => lacksForWeights(other, model) === undefined && fits(other, settings))
    .sort((a, b) => a.memory - b.memory)
    .slice(0, NAMED)
    .map(({ name }) => name);
  return roomy.length > 0
    ? `it fits one ${roomy.join(" or ")}`
    : "no known GPU holds it alone: take a smaller model, or one in fewer bits";
}
