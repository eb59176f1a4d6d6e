/**
 * Attention: the projections around it, which go by tokens, and the attention itself, which goes by
 * queries and keys.
 */
import { kvBytesPerLayer } from "../../machine/kv.ts";
import type { Model } from "../../machine/model.ts";
import { queryWidth } from "../../machine/model.ts";
import { layersOf, type Split, whole } from "../../machine/parallel.ts";
import { kvHeadsOnRank } from "../../machine/parameters.ts";
import type { Tokens } from "../../units.ts";
import type { StepShape } from "../cost.ts";
import { type Counted, elementwise, type Kind, matrix, type Operator } from "./operator.ts";

/** What a layer does before it attends: queries, keys and values, which the cache takes in. */
export function operatorsBeforeAttention(
  { model, tokens, split }: Counted,
  times: number,
): Operator[] {
  const { hidden, bytesPerElement: width } = model;
  const queries = queryWidth(model) / split.ranks;
  const keys = kvHeadsOnRank(model, split.ranks) * model.headDim;
  const qkNorm = elementwise("query and key norm", "norm", {
    times,
    rows: tokens,
    moved: 2 * (queries + keys),
    flops: 4 * (queries + keys),
    width,
  });
  return [
    matrix("query, key, value", times, {
      tokens,
      inputs: hidden,
      outputs: queries + 2 * keys,
      width,
    }),
    ...(model.qkNorm ? [qkNorm] : []),
    elementwise("rotate", "copy", {
      times: model.positionRows > 0 ? 0 : times,
      rows: tokens,
      moved: 2 * (queries + keys),
      flops: 3 * (queries + keys),
      width,
    }),
    elementwise("write cache", "copy", { times, rows: tokens, moved: 4 * keys, flops: 0, width }),
  ];
}

/** What a layer does with what it attended to. */
export function operatorsAfterAttention(
  { model, tokens, split }: Counted,
  times: number,
): Operator[] {
  const { hidden: outputs, bytesPerElement: width } = model;
  const inputs = queryWidth(model) / split.ranks;
  return [matrix("attention output", times, { tokens, inputs, outputs, width })];
}

/** Scores and values in one fused kernel: two FLOPs for each, a query–key pair and element. */
export function attentionOperators(
  model: Model,
  shape: StepShape,
  split: Split = whole,
): Operator[] {
  const { ranks } = split;
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
    times: layersOf(model, split),
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
