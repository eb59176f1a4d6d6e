/**
 * A model: the resolved architecture of a decoder-only transformer, and its exact weight count.
 *
 * Names of tensors differ from family to family, arithmetic does not: a layer is a query, key and
 * value projection, attention, an output projection and an MLP of two or three matrices, with
 * norms between. `readModel` resolves a Hugging Face `config.json` into this.
 */
import type { Bytes, Tokens } from "../units.ts";
import { modelConfigs } from "./catalogue/models.ts";
import { PartError } from "./part-error.ts";
import { type ModelConfig, readModel } from "./read-model.ts";

export { type ModelConfig, readModel };

export interface Model {
  name: string;
  layers: number;
  /** Width of the residual stream (elements). */
  hidden: number;
  /** Query heads of a layer. */
  heads: number;
  /** Heads of keys and values: equal to `heads` is MHA, fewer is GQA, one is MQA. */
  kvHeads: number;
  /** Width of one head (elements). */
  headDim: number;
  /** Width of the MLP between its matrices (elements). */
  intermediate: number;
  vocabulary: number;
  /** Longest sequence that the positions allow. */
  context: Tokens;
  /** `gated`: down(act(gate) · up), three matrices; `plain`: down(act(up)), two. */
  mlp: "gated" | "plain";
  /** RMS norms have a weight; layer norms a weight and a bias. */
  norm: "rms" | "layer";
  /** 1 where attention and MLP read the same normed input, else 2. */
  normsPerLayer: 1 | 2;
  /** Whether queries and keys are normed head by head (Qwen3). */
  qkNorm: boolean;
  /** Rows of a learned position table; 0 where positions are computed (rotary). */
  positionRows: number;
  /** Which projections add a bias. */
  bias: { qkv: boolean; output: boolean; mlp: boolean; head: boolean };
  /** Whether the head multiplies by the embedding table instead of a matrix of its own. */
  tiedEmbeddings: boolean;
  /** Width in which weights, activations and, unless told otherwise, the KV cache are kept. */
  bytesPerElement: Bytes;
}

/** Width of the queries of one token in a layer (elements). */
export const queryWidth = (model: Model): number => model.heads * model.headDim;

/** Width of the keys, or of the values, of one token in a layer (elements). */
export const kvWidth = (model: Model): number => model.kvHeads * model.headDim;

/** Matrices of the MLP that widen: gate and up, or up alone. */
export const wideningMatrices = (model: Model): number => (model.mlp === "gated" ? 2 : 1);

/** Exact number of weights by where they stand; a layer's counts are for one layer. */
export interface Parameters {
  embedding: number;
  positions: number;
  layer: { attention: number; mlp: number; norms: number };
  finalNorm: number;
  /** 0 where it is the embedding table, used twice. */
  head: number;
  total: number;
}

/** Counts every weight, bias and norm of `model`. */
export function parameters(model: Model): Parameters {
  const { hidden, intermediate, vocabulary, bias } = model;
  const matrix = (inputs: number, outputs: number, biased: boolean) =>
    inputs * outputs + (biased ? outputs : 0);
  const norm = (width: number) => (model.norm === "layer" ? 2 : 1) * width;

  const qkvWidth = queryWidth(model) + 2 * kvWidth(model);
  const layer = {
    attention: matrix(hidden, qkvWidth, bias.qkv) + matrix(queryWidth(model), hidden, bias.output),
    mlp:
      wideningMatrices(model) * matrix(hidden, intermediate, bias.mlp) +
      matrix(intermediate, hidden, bias.mlp),
    norms: model.normsPerLayer * norm(hidden) + (model.qkNorm ? 2 * norm(model.headDim) : 0),
  };
  const embedding = vocabulary * hidden;
  const positions = model.positionRows * hidden;
  const finalNorm = norm(hidden);
  const head = model.tiedEmbeddings ? 0 : matrix(hidden, vocabulary, bias.head);
  const inLayers = model.layers * (layer.attention + layer.mlp + layer.norms);
  const total = embedding + positions + inLayers + finalNorm + head;
  return { embedding, positions, layer, finalNorm, head, total };
}

/** Bytes of all weights at the model's own width. */
export const weightBytes = (model: Model): Bytes => parameters(model).total * model.bytesPerElement;

/** Bytes of the keys and values of one token: two vectors a layer and KV head. */
export const kvBytesPerToken = (
  model: Model,
  bytesPerElement: Bytes = model.bytesPerElement,
): Bytes => 2 * model.layers * kvWidth(model) * bytesPerElement;

/** Names of the models in the catalogue. */
export const modelNames: readonly string[] = modelConfigs.map(({ name }) => name);

/**
 * What the variants of one architecture have in common: case and owner are dropped, and the words
 * that say how the weights were trained or packed on (`-hf`, `-chat`, `-Instruct`, `-it`, `-Base`).
 */
const architecture = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*\//, "")
    .replaceAll(/-(hf|chat|instruct|it|base)(?=-|$)/g, "");

/** The catalogue's model of this name or of a variant of it. Throws a `PartError` otherwise. */
export function findModel(name: string): Model {
  const found = modelConfigs.find((known) => architecture(known.name) === architecture(name));
  if (found) return readModel(found.config, name);
  throw new PartError(`"${name}" is not a model of the catalogue (${modelNames.join(", ")})`, {
    path: "model",
    value: name,
    choices: [...modelNames],
  });
}
