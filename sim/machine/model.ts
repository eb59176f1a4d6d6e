/**
 * A model: the resolved architecture of a decoder-only transformer.
 *
 * Names of tensors differ from family to family, arithmetic does not: a layer is a query, key and
 * value projection, attention, an output projection and an MLP of two or three matrices, one or
 * many of them, with norms between. `readModel` resolves a Hugging Face `config.json` into this;
 * `tensors.ts` lists the weights that follow from it.
 */

import type { Reach } from "../kernel/reach.ts";
import type { Bytes, Tokens } from "../units.ts";
import type { Latent } from "./attention.ts";
import type { Experts } from "./experts.ts";
import type { CheckpointDtype } from "./number-format.ts";
import type { Quantization } from "./quantization.ts";

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
  /** Width of the dense MLP between its matrices (elements). */
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
  /** Whether queries and keys are normed: head by head (Qwen3), or over their whole width. */
  qkNorm: false | "head" | "whole";
  /** Rows of a learned position table; 0 where positions are computed (rotary). */
  positionRows: number;
  /** Which projections add a bias. */
  bias: { qkv: boolean; output: boolean; mlp: boolean; head: boolean };
  /** Whether the head multiplies by the embedding table instead of a matrix of its own. */
  tiedEmbeddings: boolean;
  /** Number format of the checkpoint, apart from what is quantized. */
  dtype: CheckpointDtype;
  /**
   * Width in which weights, activations and, unless told otherwise, the KV cache are served: that
   * of 16 bits, since vLLM's `dtype: auto` narrows checkpoints of 32.
   */
  bytesPerElement: Bytes;
  /** How far back each layer looks, the first layer first. */
  reach: readonly Reach[];
  /** Whether a query may attend to nothing: a learned logit a query head (gpt-oss). */
  sinks: boolean;
  /** Latent attention instead of keys and values by head. */
  latent: Latent | undefined;
  experts: Experts | undefined;
  /** Undefined where all weights have 16 bits. */
  quantization: Quantization | undefined;
  /** What the checkpoint holds beside the decoder. */
  beside: Beside;
  /** How the checkpoint calls its modules. */
  modules: ModuleNames;
}

/** Names of a checkpoint's modules that differ between families, for lists of exceptions. */
export interface ModuleNames {
  /** What stands before a layer's number. */
  layers: string;
  /** The MLP, or the mixture, of a layer. */
  mlp: string;
  /** The expert that every token passes, below `mlp`. */
  shared: string;
}

/** Parts of a checkpoint that no token of text passes. */
export interface Beside {
  /** Weights (a count) of the vision tower and of what joins it to the decoder. */
  vision: number;
  /** Layers that draft further tokens (multi-token prediction), with embedding and head. */
  mtpLayers: number;
}

/** Width of the queries of one token in a layer (elements). */
export const queryWidth = (model: Model): number => model.heads * model.headDim;

/** Matrices of the MLP that widen: gate and up, or up alone. */
export const wideningMatrices = (model: Pick<Model, "mlp">): number =>
  model.mlp === "gated" ? 2 : 1;
