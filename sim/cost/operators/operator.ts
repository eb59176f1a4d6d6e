/**
 * An operator of a step: the FLOPs and bytes of one kernel, or of a few small ones, as serving
 * engines fuse them.
 *
 * Counting only; how fast a GPU does it is `cost/roofline.ts`. Residual additions belong to the
 * norm that follows, biases to their matrix. A multiplication and an addition count as two FLOPs.
 */
import type { Model } from "../../machine/model.ts";
import type { Split } from "../../machine/parallel.ts";
import type { PackedFormat } from "../../machine/quantization.ts";
import type { Bytes, Flops, Tokens } from "../../units.ts";
import type { LibraryOperation } from "../collective.ts";

/** How operators are priced: those of a kind share one roof. */
export const kinds = [
  "matrix",
  "experts",
  "expert-map",
  "norm",
  "activation",
  "quantize",
  "copy",
  "prefill-attention",
  "decode-attention",
  "latent-attention",
  "sampler",
  "collective",
] as const;

export type Kind = (typeof kinds)[number];

/** Tokens of prompts, or those that requests decode. */
export type Phase = "prompts" | "decodes";

export interface Operator {
  name: string;
  kind: Kind;
  /** How its weights are packed; absent where they have 16 bits, or there are none. */
  format?: PackedFormat;
  /** Rows of inputs that its packed weights are multiplied by. */
  rows?: Tokens;
  /** How often a step runs it: once, or once a layer. */
  times: number;
  /** Arithmetic of one run. */
  flops: Flops;
  /** Bytes of one run, read and written, by what they belong to. */
  weights: Bytes;
  kv: Bytes;
  activations: Bytes;
  /** Whose it is, of matrices that do not go by all tokens: latent attention has some. */
  phase?: Phase;
  /** Attention of prompts: FLOPs that one more query a piece would take over the same keys. */
  flopsPerQuery?: Flops;
  /** Of a collective: what the ranks do together, and over how many bytes (`collective.ts`). */
  message?: {
    operation: LibraryOperation;
    bytes: Bytes;
    /**
     * Which ranks, where they are not the tensor-parallel group: those that share experts, by the
     * library's collectives or, `sent`, by kernels made for it (`exchange.ts`).
     */
    among?: "experts" | "sent";
  };
}

/** What operators are counted for: so many tokens through one rank's part of a model. */
export interface Counted {
  model: Model;
  tokens: Tokens;
  split: Split;
}

/** A kernel that goes over `rows` tokens element by element. */
export const elementwise = (
  name: string,
  kind: Kind,
  { times, rows, moved, flops, width }: Elementwise,
): Operator => ({
  name,
  kind,
  times,
  flops: rows * flops,
  weights: 0,
  kv: 0,
  activations: rows * moved * width,
});

/** `moved` counts elements of one token, read and written; `flops` are those of one token. */
export interface Elementwise {
  times: number;
  rows: Tokens;
  moved: number;
  flops: Flops;
  /** Bytes of an element. */
  width: Bytes;
}
