/**
 * The way out where a model does not fit its GPU: a setting that takes too much, more GPUs for an
 * engine, or a larger one.
 *
 * Each is tried, so that whoever follows it is not refused again.
 */
import { gpus } from "../machine/catalogue/gpus.ts";
import { dataParallelSizes } from "../machine/division.ts";
import { placeEngine } from "../machine/engine-placement.ts";
import { spreadsOf } from "../machine/fewest-gpus.ts";
import { lacksForWeights } from "../machine/formats.ts";
import type { Gpu } from "../machine/gpu.ts";
import { type MemorySettings, planMemory } from "../machine/memory.ts";
import type { Model } from "../machine/model.ts";
import type { ParallelSettings } from "../machine/parallel.ts";
import { PartError } from "../machine/part-error.ts";

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
  const fits = (on: Gpu, under: Partial<MemorySettings>) =>
    planMemory(model, on, { ...settings, ...under }).blocks > 0;
  const setting = settingNames.find((key) => fits(gpu, { [key]: usual[key] }));
  if (setting !== undefined) return `with ${setting} at ${usual[setting]} it fits`;
  const spread = spreadsOf(model, gpu, settings).find((one) => fits(gpu, one));
  const isInServer = spread?.pipeline_parallel_size === 1;
  const sharing = isInServer ? undefined : wholeExperts(model, gpu, settings);
  const whole = smallest(model, (other) => fits(other, alone));
  const ways = [
    ...[spread, sharing].flatMap((way) => (way ? [`with ${settingsInWords(way)} it fits`] : [])),
    ...(whole.length === 0 ? [] : [`it fits one ${inWords(whole)}`]),
  ];
  if (isInServer || whole.length > 0) return ways.join(", or ");
  const groups = smallest(model, (other) =>
    inServer(model, other, settings).some((one) => fits(other, one)),
  );
  const larger =
    groups.length > 0
      ? `no known GPU holds it alone; split over a server of ${inWords(groups)} it fits`
      : "no known GPU holds it alone: take a smaller model, or one in fewer bits";
  return [...(ways.length > 0 ? [ways.join(", or ")] : []), larger].join("; ");
}

const alone: ParallelSettings = {
  tensor_parallel_size: 1,
  pipeline_parallel_size: 1,
  data_parallel_size: 1,
  enable_expert_parallel: false,
};

/** Data-parallel ranks that deal out the experts, where enough of them hold the model. */
function wholeExperts(
  model: Model,
  gpu: Gpu,
  settings: MemorySettings,
): ParallelSettings | undefined {
  if (model.experts === undefined || (settings.data_parallel_size ?? 1) > 1) return undefined;
  const dealt = { ...settings, pipeline_parallel_size: 1, enable_expert_parallel: true };
  const sizes = dataParallelSizes(model, dealt).filter((data_parallel_size) =>
    holds(model, gpu, { ...dealt, data_parallel_size }),
  );
  const [data_parallel_size] = sizes;
  return data_parallel_size === undefined
    ? undefined
    : { data_parallel_size, enable_expert_parallel: true };
}

/** Whether an engine divides, stands and fits so. */
function holds(model: Model, gpu: Gpu, settings: MemorySettings): boolean {
  try {
    placeEngine(gpu, model, settings);
    return planMemory(model, gpu, settings).blocks > 0;
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    return false;
  }
}

/** Groups of one stage. */
const inServer = (model: Model, gpu: Gpu, settings: MemorySettings) =>
  spreadsOf(model, gpu, settings).filter((one) => one.pipeline_parallel_size === 1);

/** "tensor_parallel_size at 8 and pipeline_parallel_size at 2"; what is 1 is left out. */
const settingsInWords = (settings: ParallelSettings): string =>
  Object.entries(settings)
    .filter(([, value]) => value !== 1)
    .map(([key, value]) => (value === true ? key : `${key} at ${value}`))
    .join(" and ");

/** The smallest GPUs for which it holds. */
const smallest = (model: Model, isEnough: (gpu: Gpu) => boolean): Gpu[] =>
  gpus
    .filter((other) => lacksForWeights(other, model) === undefined && isEnough(other))
    .sort((a, b) => a.memory - b.memory)
    .slice(0, NAMED);

const inWords = (some: readonly Gpu[]): string => some.map(({ name }) => name).join(" or ");
