/**
 * The weights of a model, tensor by tensor: shape, how many of it, in what format, how it is split.
 *
 * Counts, bytes and the share of a GPU are sums over this one list. Tensors of the same shape and
 * format are one entry. Shapes are those of the checkpoint: rows are outputs, columns inputs.
 */
import {
  attentionMatrices,
  expertMatrices,
  type Matrix,
  mlpMatrices,
  type Sharing,
  type WeightPart,
} from "./matrices.ts";
import type { Model } from "./model.ts";
import { isFirstStage, isLastStage, type Split, whole } from "./parallel.ts";
import type { Shape, WeightFormat } from "./quantization.ts";
import { isHeadPacked, packedIn } from "./quantize.ts";

export interface Tensor extends Shape {
  part: WeightPart;
  /** Tensors of this kind (a count). */
  copies: number;
  split: Sharing;
  /** Undefined where the elements have the model's own width. */
  format: WeightFormat | undefined;
  /** Where it is neither: bytes of an element. */
  width?: number;
}

/**
 * All weights that serve text, in the stage of `of` or in all of them: the decoder without vision
 * tower and MTP layers. What a rank has of each is `onRank`.
 */
export function tensorsOf(model: Model, of: Split = whole): Tensor[] {
  const { hidden, vocabulary, positionRows, tiedEmbeddings } = model;
  const { from, to } = of.stage ?? { from: 0, to: model.layers };
  const [isFirst, isLast] = [isFirstStage(of), isLastStage(of)];
  const norm = (part: "norms" | "finalNorm", copies: number): Tensor[] =>
    norms(model, { part, copies, width: hidden, split: "none" });
  // A last stage multiplies by a table of its own where the head is the embedding.
  const embeddings = isFirst || (isLast && tiedEmbeddings) ? 1 : 0;
  const positions = isFirst ? positionRows : 0;
  return [
    plain("embedding", {
      copies: embeddings,
      rows: vocabulary,
      columns: hidden,
      split: "vocabulary",
    }),
    plain("positions", { copies: 1, rows: positions, columns: hidden, split: "none" }),
    ...layerTensors(model, range(from, to), of),
    ...norm("norms", (to - from) * model.normsPerLayer),
    ...norm("finalNorm", isLast ? 1 : 0),
    ...(isLast && !tiedEmbeddings ? headTensors(model) : []),
  ].filter(({ copies, rows, columns }) => copies * rows * columns > 0);
}

/**
 * Weights of the MTP layers: each a decoder layer, a projection of two streams into one, three
 * norms beside the layer's own, and an embedding and a head (DeepSeek-V3, section 2.2).
 */
export function mtpTensors(model: Model): Tensor[] {
  const { hidden, vocabulary, layers } = model;
  const copies = model.beside.mtpLayers;
  if (copies === 0) return [];
  const numbers = range(layers, layers + copies);
  return [
    plain("embedding", { copies, rows: vocabulary, columns: hidden, split: "vocabulary" }),
    plain("mlp", { copies, rows: hidden, columns: 2 * hidden, split: "none" }),
    ...layerTensors(model, numbers),
    ...norms(model, { part: "norms", copies: 5 * copies, width: hidden, split: "none" }),
    plain("head", { copies, rows: vocabulary, columns: hidden, split: "vocabulary" }),
  ];
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

type Placed = Pick<Tensor, "copies" | "rows" | "columns" | "split">;

const plain = (part: WeightPart, placed: Placed): Tensor => ({
  part,
  format: undefined,
  ...placed,
});

/** RMS norms have a weight for each element, layer norms a bias too. */
const norms = (
  model: Model,
  {
    part,
    copies,
    width,
    split,
  }: Omit<Placed, "rows" | "columns"> & { part: WeightPart; width: number },
): Tensor[] => {
  const vectors = model.norm === "layer" ? 2 : 1;
  return [plain(part, { copies: copies * vectors, rows: width, columns: 1, split })];
};

function headTensors(model: Model): Tensor[] {
  const { hidden, vocabulary, quantization } = model;
  const shared = { part: "head", copies: 1, rows: vocabulary, split: "vocabulary" } as const;
  const format = isHeadPacked(model) ? quantization?.format : undefined;
  return [
    { ...shared, columns: hidden, format },
    ...(model.bias.head ? [{ ...shared, columns: 1, format: undefined }] : []),
  ];
}

/** Everything but the hidden norms of the layers with these numbers. */
function layerTensors(model: Model, numbers: readonly number[], of: Split = whole): Tensor[] {
  const { experts } = model;
  // An MTP layer stands behind the last and is made like it.
  const hasExperts = (layer: number) => experts?.layers[Math.min(layer, model.layers - 1)] === true;
  const sparse = numbers.filter(hasExperts);
  const dense = numbers.filter((layer) => !hasExperts(layer));
  return [
    ...attentionMatrices(model).flatMap((matrix) => inLayers(model, matrix, numbers)),
    ...attentionVectors(model, numbers.length),
    ...mlpMatrices(model).flatMap((matrix) => inLayers(model, matrix, dense)),
    ...expertMatrices(model, of).flatMap((matrix) => inLayers(model, matrix, sparse)),
    ...routerTensors(model, sparse.length),
  ].filter(({ copies }) => copies > 0);
}

/** The tensors of a matrix in the layers with these numbers: some quantized, others kept. */
function inLayers(model: Model, matrix: Matrix, numbers: readonly number[]): Tensor[] {
  const { part, module, rows, columns, split, biased = false, each = 1 } = matrix;
  const packed = packedIn(model, module, numbers);
  const placed = { rows, columns, split };
  const of = (count: number, format: WeightFormat | undefined): Tensor => ({
    part,
    copies: count * each,
    format,
    ...placed,
  });
  // The sum over columns adds its bias once, on every rank.
  const biasSplit = split === "columns" ? "none" : split;
  const bias = plain(part, { copies: numbers.length * each, rows, columns: 1, split: biasSplit });
  return [
    of(packed, model.quantization?.format),
    of(numbers.length - packed, undefined),
    ...(biased ? [bias] : []),
  ];
}

/** Sinks, and the norms inside attention, of `copies` layers. */
function attentionVectors(model: Model, copies: number): Tensor[] {
  const { heads, kvHeads, headDim, latent } = model;
  const norm = (width: number, split: Sharing) =>
    norms(model, { part: "norms", copies, width, split });
  const inside =
    latent === undefined
      ? []
      : [
          ...(latent.queryRank === undefined ? [] : norm(latent.queryRank, "none")),
          ...norm(latent.kvRank, "none"),
        ];
  const byHead =
    model.qkNorm === "head" ? [...norm(headDim, "none"), ...norm(headDim, "none")] : [];
  const whole =
    model.qkNorm === "whole"
      ? [...norm(heads * headDim, "rows"), ...norm(kvHeads * headDim, "kv-heads")]
      : [];
  const sinks = plain("attention", { copies, rows: heads, columns: 1, split: "rows" });
  return [...inside, ...byHead, ...whole, ...(model.sinks ? [sinks] : [])];
}

/** Routers are never quantized, and every rank has all of them. */
function routerTensors({ experts, hidden }: Model, copies: number): Tensor[] {
  if (experts === undefined) return [];
  const { count, routerBias, sharedGate } = experts;
  const placed = { copies, split: "none" } as const;
  const bias = plain("router", { ...placed, rows: count, columns: 1 });
  return [
    plain("router", { ...placed, rows: count, columns: hidden }),
    ...(sharedGate ? [plain("router", { ...placed, rows: 1, columns: hidden })] : []),
    ...(routerBias === "bias" ? [bias] : []),
    ...(routerBias === "correction" ? [{ ...bias, width: 4 }] : []),
  ];
}
