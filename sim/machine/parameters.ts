/**
 * Exact counts of weights, and their bytes, whole and on one rank of an engine.
 */
import type { Bytes } from "../units.ts";
import { parts, type WeightPart } from "./matrices.ts";
import type { Model } from "./model.ts";
import { layersOf, type Split, whole } from "./parallel.ts";
import { matrixBytes, scalesOf } from "./quantization.ts";
import { mtpTensors, type Tensor, tensorsOf } from "./tensors.ts";

/** Exact number of weights by where they stand, all layers together. Scales are no weights. */
export interface Parameters extends Record<WeightPart, number> {
  /** The decoder: what serves text. `head` is 0 where it is the embedding table, used twice. */
  total: number;
  /** Of the decoder, what takes part in computing one token: of the experts, its own. */
  active: number;
  /** Beside the decoder, not in `total`. */
  vision: number;
  /** Layers that draft, with embedding and head; not in `total`, and not loaded to serve. */
  mtp: number;
  /** Scales of quantized weights, those of `mtp` among them: tensors of the files, no weights. */
  scales: number;
}

/** Counts every weight, bias and norm of `model`. */
export function parameters(model: Model): Parameters {
  const tensors = tensorsOf(model);
  const drafting = mtpTensors(model);
  const byPart = Object.fromEntries(
    parts.map((part) => [part, countOf(tensors.filter((tensor) => tensor.part === part))]),
  ) as Record<WeightPart, number>;
  const total = countOf(tensors);
  const { experts, beside } = model;
  const idle = experts === undefined ? 0 : byPart.experts * (1 - experts.perToken / experts.count);
  return {
    ...byPart,
    total,
    active: Math.round(total - idle),
    vision: beside.vision,
    mtp: countOf(drafting),
    scales: scaleCount(tensors) + scaleCount(drafting),
  };
}

const countOf = (tensors: readonly Tensor[]): number =>
  tensors.reduce((count, { copies, rows, columns }) => count + copies * rows * columns, 0);

const scaleCount = (tensors: readonly Tensor[]): number =>
  tensors.reduce(
    (count, tensor) =>
      count + (tensor.format === undefined ? 0 : tensor.copies * scalesOf(tensor.format, tensor)),
    0,
  );

/** What `weightBytes` counts; whole, and for serving text and pictures, unless told otherwise. */
export interface WeightScope {
  /** Of one rank. */
  split?: Split;
  /** Count the layers that draft too, as the checkpoint's files do. */
  mtp?: boolean;
}

/** Bytes of the weights, as formats and scales have them, of one rank. */
export function weightBytes(model: Model, scope: WeightScope = {}): Bytes {
  const { split = whole, mtp = false } = scope;
  const tensors = [...tensorsOf(model, split), ...(mtp ? mtpTensors(model) : [])];
  const decoder = tensors
    .map((tensor) => onRank(model, tensor, split))
    .reduce((bytes, tensor) => bytes + tensor.copies * tensorBytes(model, tensor), 0);
  return decoder + visionBytes(model, split.ranks);
}

/**
 * Bytes of the vision tower on one rank: in 16 bits, and split (vLLM's `mm_encoder_tp_mode`). Every
 * stage of a pipeline has it.
 */
export const visionBytes = (model: Model, ranks = 1): Bytes =>
  Math.ceil(model.beside.vision / ranks) * model.bytesPerElement;

/**
 * Bytes of the copies that latent attention works with: what spreads the latent vector out to keys
 * and to values, in 16 bits beside the checkpoint's own (vLLM's `W_UK_T` and `W_UV`); 0 without it.
 */
export function absorbedBytes(model: Model, split: Split = whole): Bytes {
  const { latent, heads, bytesPerElement } = model;
  if (latent === undefined) return 0;
  const perHead = latent.kvRank * (latent.nopeDim + latent.valueDim);
  return layersOf(model, split) * Math.ceil(heads / split.ranks) * perHead * bytesPerElement;
}

const tensorBytes = (model: Model, tensor: Tensor): Bytes =>
  tensor.format === undefined
    ? tensor.rows * tensor.columns * (tensor.width ?? model.bytesPerElement)
    : matrixBytes(tensor.format, tensor);

/** vLLM pads a vocabulary that it splits to a multiple of this (`DEFAULT_VOCAB_PADDING_SIZE`). */
const VOCABULARY_PADDING = 64;

/** What one rank holds of a tensor of its stage: the largest piece, where they differ. */
export function onRank(model: Model, tensor: Tensor, split: Split): Tensor {
  const { part, copies, rows, columns } = tensor;
  const ranks = part === "experts" ? split.experts.ranks : split.ranks;
  if (part === "experts" && split.experts.whole)
    return { ...tensor, copies: (copies / model.experts!.count) * expertsOnRank(model, split) };
  if (ranks === 1 || tensor.split === "none") return tensor;
  if (tensor.split === "columns") return { ...tensor, columns: Math.ceil(columns / ranks) };
  if (tensor.split === "rows") return { ...tensor, rows: Math.ceil(rows / ranks) };
  if (tensor.split === "kv-heads") {
    return { ...tensor, rows: (rows / model.kvHeads) * kvHeadsOnRank(model, ranks) };
  }
  return { ...tensor, rows: paddedShare(rows, ranks) };
}

const paddedShare = (rows: number, ranks: number): number =>
  Math.ceil((Math.ceil(rows / VOCABULARY_PADDING) * VOCABULARY_PADDING) / ranks);

/** Rows of the embedding and of the head that one rank has. */
export const vocabularyOnRank = ({ vocabulary }: Model, ranks: number): number =>
  ranks === 1 ? vocabulary : paddedShare(vocabulary, ranks);

/** KV heads of one rank: at least one, so that ranks beyond their number hold copies. */
export const kvHeadsOnRank = (model: Model, ranks: number): number =>
  Math.max(1, Math.ceil(model.kvHeads / ranks));

/** Experts of a layer that one rank holds, whole or a slice of each; 0 where there are none. */
export const expertsOnRank = ({ experts }: Model, { experts: shared }: Split): number => {
  const count = experts?.count ?? 0;
  return shared.whole ? Math.ceil(count / shared.ranks) : count;
};
