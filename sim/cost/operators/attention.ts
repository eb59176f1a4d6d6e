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
import { layerMatrices } from "./matrix.ts";
import { type Counted, elementwise, type Kind, type Operator } from "./operator.ts";

/** What layers do before they attend: queries, keys and values, which the cache takes in. */
export function operatorsBeforeAttention(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, tokens, split } = counted;
  const { hidden, bytesPerElement: width } = model;
  const times = layers.length;
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
    ...layerMatrices("query, key, value", counted, {
      layers,
      module: "self_attn.q_proj",
      inputs: hidden,
      outputs: queries + 2 * keys,
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

/** What layers do with what they attended to. */
export function operatorsAfterAttention(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, split } = counted;
  return layerMatrices("attention output", counted, {
    layers,
    module: "self_attn.o_proj",
    inputs: queryWidth(model) / split.ranks,
    outputs: model.hidden,
  });
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
