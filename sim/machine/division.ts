/**
 * How far a model divides: into tensor-parallel ranks, stages, and ranks that share its experts.
 *
 * Source: the divisions that vLLM 0.26 insists on: query heads (`verify_with_parallel_config`), KV
 * heads one way or the other (`QKVParallelLinear`), widths of MLPs and experts, the padded
 * vocabulary, and blocks of quantized weights (`validate_fp8_block_shape`). Whole experts are dealt
 * out evenly here, where vLLM lets some ranks have one more.
 */
import type { Model } from "./model.ts";
import { type ParallelSettings, type Split, splitOf } from "./parallel.ts";
import { onRank } from "./parameters.ts";
import { tensorsOf } from "./tensors.ts";

/** A setting by which a model does not divide. */
export interface Uneven {
  path: keyof ParallelSettings;
  value: number | boolean | readonly number[];
  /** Reads on after the value, and before `of` and the model's name. */
  why: string;
  /** Values by which it divides, all else as it is; undefined where it is no question of them. */
  choices?: readonly number[];
}

/** The first setting by which `model` does not divide; undefined where there is none. */
export function unevenIn(model: Model, settings: ParallelSettings): Uneven | undefined {
  const { tensor_parallel_size: ranks = 1, pipeline_parallel_size: stages = 1 } = settings;
  const { data_parallel_size: replicas = 1, enable_expert_parallel = false } = settings;
  if (enable_expert_parallel && model.experts === undefined) {
    const why = "asks for experts to deal out: there are none in the layers";
    return { path: "enable_expert_parallel", value: true, why };
  }
  if (settings.expert_skew !== undefined && model.experts === undefined) {
    const why = "is of experts to choose among: there are none in the layers";
    return { path: "expert_skew", value: settings.expert_skew, why };
  }
  const split = splitOf(settings);
  const shared = unevenExperts(model, split);
  const why = unevenRank(model, split) ?? (replicas === 1 ? shared : undefined);
  if (why !== undefined) {
    const choices = tensorParallelSizes(model, { ...settings, data_parallel_size: 1 });
    return { path: "tensor_parallel_size", value: ranks, why, choices };
  }
  if (stages > model.layers)
    return {
      path: "pipeline_parallel_size",
      value: stages,
      why: `is more than the ${model.layers} layers`,
    };
  const { pp_layer_partition: partition } = settings;
  const unpartitioned = partition && unevenPartition(model, stages, partition);
  if (unpartitioned !== undefined)
    return { path: "pp_layer_partition", value: partition!, why: unpartitioned };
  if (shared === undefined) return undefined;
  const of = ranks === 1 ? "" : `× ${ranks} tensor-parallel ranks = ${split.experts.ranks} `;
  const choices = dataParallelSizes(model, settings);
  return { path: "data_parallel_size", value: replicas, why: `${of}${shared}`, choices };
}

function unevenPartition(
  { layers }: Model,
  stages: number,
  partition: readonly number[],
): string | undefined {
  if (partition.length !== stages)
    return `has ${partition.length} numbers for the ${stages} stages`;
  const sum = partition.reduce((before, count) => before + count, 0);
  return sum === layers ? undefined : `sums to ${sum}, not to the ${layers} layers`;
}

/** "…; 1, 2, 4 do": what may stand in its place, to be said after what is wrong. */
export const choicesInWords = ({ choices }: Pick<Uneven, "choices">): string => {
  if (choices === undefined) return "";
  return choices.length === 0 ? "; no number does" : `; ${choices.join(", ")} do`;
};

/** Numbers of ranks that the model divides into, smallest first. */
export const tensorParallelSizes = (model: Model, settings: ParallelSettings = {}): number[] =>
  range(model.heads).filter((ranks) => {
    const split = splitOf({ ...settings, tensor_parallel_size: ranks });
    return (unevenRank(model, split) ?? unevenExperts(model, split)) === undefined;
  });

/** Numbers of data-parallel ranks that can share the experts of the model, smallest first. */
export const dataParallelSizes = (model: Model, settings: ParallelSettings): number[] =>
  range(model.experts?.count ?? 0).filter((replicas) => {
    const split = splitOf({ ...settings, data_parallel_size: replicas });
    return unevenExperts(model, split) === undefined;
  });

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Why all but the experts cannot be split over so many ranks. */
function unevenRank(model: Model, split: Split): string | undefined {
  const { ranks } = split;
  if (!Number.isSafeInteger(ranks) || ranks < 1) return "is not a whole number above 0";
  if (ranks === 1) return undefined;
  return (
    unevenHeads(model, ranks) ??
    widthsOf(model)
      .filter(([, width]) => width % ranks !== 0)
      .map(([what, width]) => `does not divide ${what} of ${width}`)[0] ??
    brokenBlocks(model, split, "rest")
  );
}

function unevenHeads({ heads, kvHeads, latent }: Model, ranks: number): string | undefined {
  if (heads % ranks !== 0) return `does not divide the ${heads} query heads`;
  const even = kvHeads % ranks === 0 || ranks % kvHeads === 0;
  if (latent === undefined && !even)
    return `neither divides the ${kvHeads} KV heads nor repeats them`;
  return undefined;
}

/** Widths that are split, each with its name. */
function widthsOf({ experts, intermediate, vocabulary }: Model): [string, number][] {
  const dense = experts === undefined || experts.layers.includes(false);
  const widths: [string, number][] = [
    ["the MLP's width", dense ? intermediate : 0],
    ["the shared expert's width", experts?.sharedIntermediate ?? 0],
    ["the padded vocabulary", Math.ceil(vocabulary / 64) * 64],
  ];
  return widths.filter(([, width]) => width > 0);
}

/** Why the ranks that share experts cannot, each whole ones or a slice of every one. */
function unevenExperts(model: Model, split: Split): string | undefined {
  const { experts } = model;
  const { ranks, whole } = split.experts;
  if (experts === undefined || ranks === 1) return undefined;
  const { count, intermediate: width } = experts;
  if (whole) return count % ranks === 0 ? undefined : `does not divide the ${count} experts`;
  if (width % ranks !== 0) return `does not divide the experts' width of ${width}`;
  return brokenBlocks(model, split, "experts");
}

/** A scale of a block cannot be on two ranks. */
function brokenBlocks(model: Model, split: Split, among: "experts" | "rest"): string | undefined {
  const scales = model.quantization?.format.scales;
  if (scales?.per !== "block") return undefined;
  for (const tensor of tensorsOf(model)) {
    if (tensor.format === undefined || tensor.split === "none") continue;
    if ((tensor.part === "experts") !== (among === "experts")) continue;
    const { rows, columns } = onRank(model, tensor, split);
    const uneven = tensor.split === "columns" ? columns % scales.columns : rows % scales.rows;
    if (uneven === 0) continue;
    const [whole, piece] =
      tensor.split === "columns" ? [tensor.columns, columns] : [tensor.rows, rows];
    const block = tensor.split === "columns" ? scales.columns : scales.rows;
    return `cuts ${whole} into ${piece}, no multiple of the weights' blocks of ${block}`;
  }
  return undefined;
}
