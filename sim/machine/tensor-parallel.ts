/**
 * Into how many tensor-parallel ranks a model divides.
 *
 * Source: the divisions that vLLM 0.26 insists on: query heads (`verify_with_parallel_config`), KV
 * heads one way or the other (`QKVParallelLinear`), widths of MLPs and experts, the padded
 * vocabulary, and blocks of quantized weights (`validate_fp8_block_shape`).
 */
import type { Model } from "./model.ts";
import { onRank } from "./parameters.ts";
import { tensorsOf } from "./tensors.ts";

/** Settings of a pool that spread its engines over GPUs, under vLLM's names but the last. */
export interface ParallelSettings {
  tensor_parallel_size?: number | undefined;
  enable_sequence_parallel?: boolean | undefined;
  /** GPUs (a count) of one server, where it is not what is usual of them. */
  gpus_per_node?: number | undefined;
}

/** Of these settings alone, those that are there. */
export const parallelOf = ({
  tensor_parallel_size,
  enable_sequence_parallel,
  gpus_per_node,
}: ParallelSettings): ParallelSettings => ({
  tensor_parallel_size,
  enable_sequence_parallel,
  gpus_per_node,
});

/** How the ranks of a group share the work on a model. */
export interface Split {
  /** Ranks (a count) across which every matrix and all heads are split. */
  ranks: number;
  /** Whether norms and residuals are split, too: by tokens (Korthikanti et al., 2022). */
  bySequence: boolean;
}

/** All of it on one GPU. */
export const whole: Split = { ranks: 1, bySequence: false };

/** The split that settings ask for. */
export const splitOf = ({
  tensor_parallel_size: ranks = 1,
  enable_sequence_parallel = false,
}: ParallelSettings): Split => ({ ranks, bySequence: ranks > 1 && enable_sequence_parallel });

/** Why `model` cannot be split over so many ranks; undefined where it can. */
export function indivisible(model: Model, ranks: number): string | undefined {
  if (!Number.isSafeInteger(ranks) || ranks < 1) return "is not a whole number above 0";
  if (ranks === 1) return undefined;
  return (
    unevenHeads(model, ranks) ??
    widthsOf(model)
      .filter(([, width]) => width % ranks !== 0)
      .map(([what, width]) => `does not divide ${what} of ${width}`)[0] ??
    brokenBlocks(model, ranks)
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
    ["the experts' width", experts?.intermediate ?? 0],
    ["the shared expert's width", experts?.sharedIntermediate ?? 0],
    ["the padded vocabulary", Math.ceil(vocabulary / 64) * 64],
  ];
  return widths.filter(([, width]) => width > 0);
}

/** A scale of a block cannot be on two ranks. */
function brokenBlocks(model: Model, ranks: number): string | undefined {
  const scales = model.quantization?.format.scales;
  if (scales?.per !== "block") return undefined;
  for (const tensor of tensorsOf(model)) {
    if (tensor.format === undefined || tensor.split === "none") continue;
    const { rows, columns } = onRank(model, tensor, ranks);
    const uneven = tensor.split === "columns" ? columns % scales.columns : rows % scales.rows;
    if (uneven === 0) continue;
    const [whole, piece] =
      tensor.split === "columns" ? [tensor.columns, columns] : [tensor.rows, rows];
    const block = tensor.split === "columns" ? scales.columns : scales.rows;
    return `cuts ${whole} into ${piece}, no multiple of the weights' blocks of ${block}`;
  }
  return undefined;
}

/** Numbers of ranks that the model divides into, smallest first. */
export const tensorParallelSizes = (model: Model): number[] =>
  Array.from({ length: model.heads }, (_, index) => index + 1).filter(
    (ranks) => indivisible(model, ranks) === undefined,
  );
