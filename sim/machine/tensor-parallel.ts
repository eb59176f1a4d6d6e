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
