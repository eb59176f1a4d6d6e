/**
 * The operators of one transformer step: the FLOPs and bytes of each.
 *
 * Counting only; how fast a GPU does it is `roofline.ts`. An operator is one kernel, or a few
 * small ones, as serving engines fuse them: residual additions belong to the norm that follows,
 * biases to their matrix. A multiplication and an addition count as two FLOPs. Of a group of ranks
 * it is one that is counted; all have the same work.
 */
import { kvBytesPerLayer } from "../machine/kv.ts";
import { type Model, queryWidth, wideningMatrices } from "../machine/model.ts";
import { kvHeadsOnRank, vocabularyOnRank } from "../machine/parameters.ts";
import { type Split, whole } from "../machine/tensor-parallel.ts";
import type { Bytes, Flops, Tokens } from "../units.ts";
import type { LibraryOperation } from "./collective.ts";
import { collective, sums } from "./collective-operators.ts";
import type { StepShape } from "./cost.ts";

/** How operators are priced: those of a kind share one roof. */
export const kinds = [
  "matrix",
  "norm",
  "activation",
  "copy",
  "prefill-attention",
  "decode-attention",
  "sampler",
  "collective",
] as const;

export type Kind = (typeof kinds)[number];

export interface Operator {
  name: string;
  kind: Kind;
  /** How often a step runs it: once, or once a layer. */
  times: number;
  /** Arithmetic of one run. */
  flops: Flops;
  /** Bytes of one run, read and written, by what they belong to. */
  weights: Bytes;
  kv: Bytes;
  activations: Bytes;
  /** Attention of prompts: FLOPs that one more query a piece would take over the same keys. */
  flopsPerQuery?: Flops;
  /** Of a collective: what the ranks do together, and over how many bytes (`collective.ts`). */
  message?: { operation: LibraryOperation; bytes: Bytes };
}

/** Bytes of a logit: samplers work on 32-bit floats. */
export const LOGIT_BYTES: Bytes = 4;

/** The operator after which a layer attends. */
const WRITE_CACHE = "write cache";

/** y[tokens, outputs] = x[tokens, inputs] · w[inputs, outputs]. */
export function matrixWork(
  tokens: Tokens,
  { inputs, outputs, width }: { inputs: number; outputs: number; width: Bytes },
): Pick<Operator, "flops" | "weights" | "kv" | "activations"> {
  return {
    flops: 2 * tokens * inputs * outputs,
    weights: inputs * outputs * width,
    kv: 0,
    activations: tokens * (inputs + outputs) * width,
  };
}

/** What depends on the number of tokens alone: everything but attention and the logits. */
export function tokenOperators(model: Model, tokens: Tokens, split: Split = whole): Operator[] {
  const { layers, hidden, bytesPerElement: width } = model;
  const { ranks } = split;
  const queries = queryWidth(model) / ranks;
  const keys = kvHeadsOnRank(model, ranks) * model.headDim;
  const intermediate = model.intermediate / ranks;
  const widened = wideningMatrices(model) * intermediate;
  const normed = split.bySequence ? Math.ceil(tokens / ranks) : tokens;
  const summed = (after: string, times: number): Operator[] =>
    sums(split, { after, times, bytes: tokens * hidden * width });

  const matrix = (name: string, inputs: number, outputs: number): Operator => {
    // Not spread: thousands of operators are priced, and those of one shape faster.
    const { flops, weights, kv, activations } = matrixWork(tokens, { inputs, outputs, width });
    return { name, kind: "matrix", times: layers, flops, weights, kv, activations };
  };
  /** `moved` counts elements of one token, read and written; `flops` are those of one token. */
  const small = (
    name: string,
    { kind, times, moved, flops }: { kind: Kind; times: number; moved: number; flops: number },
    rows = tokens,
  ): Operator => ({
    name,
    kind,
    times,
    flops: rows * flops,
    weights: 0,
    kv: 0,
    activations: rows * moved * width,
  });
  const wholeNorm = (name: string, times: number): Operator =>
    // Reads the input and the residual, writes both.
    small(name, { kind: "norm", times, moved: 4 * hidden, flops: 5 * hidden }, normed);

  const qkNorm = small("query and key norm", {
    kind: "norm",
    times: layers,
    moved: 2 * (queries + keys),
    flops: 4 * (queries + keys),
  });
  return [
    small("embedding", { kind: "copy", times: 1, moved: 2 * hidden, flops: 0 }),
    ...summed("embedding", 1),
    wholeNorm("add and norm", layers * model.normsPerLayer),
    matrix("query, key, value", hidden, queries + 2 * keys),
    ...(model.qkNorm ? [qkNorm] : []),
    small("rotate", {
      kind: "copy",
      times: model.positionRows > 0 ? 0 : layers,
      moved: 2 * (queries + keys),
      flops: 3 * (queries + keys),
    }),
    small(WRITE_CACHE, { kind: "copy", times: layers, moved: 4 * keys, flops: 0 }),
    matrix("attention output", queries, hidden),
    // Where attention and MLP stand side by side, one sum is enough for both.
    ...summed("attention", model.normsPerLayer > 1 ? layers : 0),
    matrix(model.mlp === "gated" ? "gate and up" : "up", hidden, widened),
    small("activation", {
      kind: "activation",
      times: layers,
      moved: widened + intermediate,
      flops: 5 * widened,
    }),
    matrix("down", intermediate, hidden),
    ...summed("MLP", layers),
    wholeNorm("final norm", 1),
  ].filter((operator) => operator.times > 0);
}

/** What depends on the number of requests that draw a token: the head and the sampler. */
export function logitOperators(model: Model, sampled: number, split: Split = whole): Operator[] {
  if (sampled === 0) return [];
  const { hidden, vocabulary, bytesPerElement: width } = model;
  const { ranks } = split;
  const outputs = vocabularyOnRank(model, ranks);
  const head = { inputs: hidden, outputs, width };
  const { flops, weights, kv, activations } = matrixWork(sampled, head);
  const logits = sampled * ranks * outputs * width;
  const gather = collective("logits gather", 1, { operation: "all-gather", bytes: logits });
  return [
    { name: "head", kind: "matrix", times: 1, flops, weights, kv, activations },
    ...(ranks > 1 ? [gather] : []),
    {
      name: "sampler",
      kind: "sampler",
      times: 1,
      flops: 0,
      weights: 0,
      kv: 0,
      activations: sampled * vocabulary * LOGIT_BYTES,
    },
  ];
}

/** Scores and values in one fused kernel: two FLOPs for each, a query–key pair and element. */
export function attentionOperators(
  model: Model,
  shape: StepShape,
  { ranks }: Split = whole,
): Operator[] {
  const queries = queryWidth(model) / ranks;
  const flopsPerPair = 4 * queries;
  const keyBytes = kvBytesPerLayer(model, { tensor_parallel_size: ranks });
  const rowBytes = 2 * queries * model.bytesPerElement;
  const attention = (
    kind: Kind,
    { name, pairs, keys, queries }: { name: string; pairs: number; keys: Tokens; queries: Tokens },
  ): Operator => ({
    name,
    kind,
    times: model.layers,
    flops: flopsPerPair * pairs,
    weights: 0,
    kv: keyBytes * keys,
    activations: rowBytes * queries,
  });
  const prefill: Operator = {
    ...attention("prefill-attention", {
      name: "attention of prompts",
      pairs: shape.prefillPairs,
      keys: shape.prefillContext,
      queries: shape.prefillTokens,
    }),
    flopsPerQuery: flopsPerPair * shape.prefillContext,
  };
  const decode = attention("decode-attention", {
    name: "attention of decodes",
    pairs: shape.decodeContext,
    keys: shape.decodeContext,
    queries: shape.decodes,
  });
  return [...(shape.prefills > 0 ? [prefill] : []), ...(shape.decodes > 0 ? [decode] : [])];
}

/** What of a step its shape does not say. */
export interface StepCounted {
  /** Tokens that are computed, where they are more than the step has. */
  padded?: Tokens;
  split?: Split;
}

/** Every operator of a step, in the order it runs; a table for whoever explains a step. */
export function stepOperators(
  model: Model,
  shape: StepShape,
  { padded = shape.tokens, split = whole }: StepCounted = {},
): Operator[] {
  const ofTokens = tokenOperators(model, padded, split);
  const cached = 1 + ofTokens.findIndex(({ name }) => name === WRITE_CACHE);
  return [
    ...ofTokens.slice(0, cached),
    ...attentionOperators(model, shape, split),
    ...ofTokens.slice(cached),
    ...logitOperators(model, shape.sampled, split),
  ];
}
