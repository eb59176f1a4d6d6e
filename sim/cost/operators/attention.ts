/**
 * Attention: the projections around it, which go by tokens, and the attention itself, which goes by
 * queries and keys.
 */
import { kvBytesPerLayer } from "../../machine/kv.ts";
import type { Model } from "../../machine/model.ts";
import { queryWidth } from "../../machine/model.ts";
import { layerNumbers, layersOf, type Split, whole } from "../../machine/parallel.ts";
import { kvHeadsOnRank } from "../../machine/parameters.ts";
import type { Bytes, Flops, Tokens } from "../../units.ts";
import type { StepShape } from "../cost.ts";
import { absorbedOperators, expandingOperators, operatorsBeforeLatent } from "./latent.ts";
import { layerMatrices } from "./matrix.ts";
import { type Counted, elementwise, type Kind, type Operator, type Phase } from "./operator.ts";

/** What layers do before they attend: queries, keys and values, which the cache takes in. */
export function operatorsBeforeAttention(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, tokens, split } = counted;
  if (model.latent !== undefined) return operatorsBeforeLatent(counted, layers);
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
    inputs: (model.heads * (model.latent?.valueDim ?? model.headDim)) / split.ranks,
    outputs: model.hidden,
  });
}

/** What one layer's attention takes of a query–key pair, a key and a query, on one rank. */
export interface AttentionWork {
  flopsPerPair: Flops;
  bytesPerKey: Bytes;
  bytesPerQuery: Bytes;
}

/**
 * Scores and values in one fused kernel: two FLOPs for each, a query–key pair and element. Latent
 * attention of decodes reads a vector that serves all heads, whole on every rank, and its first
 * part a second time as values; that of prompts has keys and values by head, expanded for it.
 *
 * A sink (gpt-oss) is a logit more in a softmax, and costs nothing that could be seen.
 */
export function attentionWork(model: Model, { ranks }: Split, phase: Phase): AttentionWork {
  const { latent, bytesPerElement: width } = model;
  const heads = model.heads / ranks;
  const cached = kvBytesPerLayer(model, { tensor_parallel_size: ranks });
  const work = (asked: number, told: number, bytesPerKey: Bytes): AttentionWork => ({
    flopsPerPair: 2 * heads * (asked + told),
    bytesPerKey,
    bytesPerQuery: heads * (asked + told) * width,
  });
  if (latent === undefined) return work(model.headDim, model.headDim, cached);
  const { kvRank, ropeDim, nopeDim, valueDim } = latent;
  if (phase === "decodes") return work(kvRank + ropeDim, kvRank, cached);
  const expanded = heads * (nopeDim + ropeDim + valueDim) * width;
  return work(nopeDim + ropeDim, valueDim, expanded);
}

/** Attention of a step: of prompts and of decodes, in layers that see all and in others. */
export function attentionOperators(
  model: Model,
  shape: StepShape,
  split: Split = whole,
): Operator[] {
  const { latent } = model;
  const short = shortLayers(model, split);
  const layers = layersOf(model, split);
  const prompts = {
    name: "attention of prompts",
    kind: "prefill-attention",
    ...attentionWork(model, split, "prompts"),
    queries: shape.prefillTokens,
  } as const;
  const decodes = {
    name: "attention of decodes",
    kind: latent === undefined ? "decode-attention" : "latent-attention",
    ...attentionWork(model, split, "decodes"),
    queries: shape.decodes,
  } as const;
  const ofPrompts = (which: string, times: number, unseen: { keys: Tokens; pairs: number }) => {
    const keys = shape.prefillContext - unseen.keys;
    const seen = { which, times, keys, pairs: shape.prefillPairs - unseen.pairs };
    return { ...attention(prompts, seen), flopsPerQuery: prompts.flopsPerPair * keys };
  };
  const ofDecodes = (which: string, times: number, unseen: Tokens) => {
    const keys = shape.decodeContext - unseen;
    return attention(decodes, { which, times, keys, pairs: keys });
  };
  const unseen = { keys: shape.prefillUnseen, pairs: shape.pairsUnseen };
  const operators = [
    ...(shape.prefills > 0
      ? [
          ...(latent === undefined ? [] : expandingOperators(model, shape.prefillContext, split)),
          ofPrompts("", layers - short.count, { keys: 0, pairs: 0 }),
          ofPrompts(short.which, short.count, unseen),
        ]
      : []),
    ...(shape.decodes > 0
      ? [
          ...(latent === undefined ? [] : absorbedOperators(model, shape.decodes, split)),
          ofDecodes("", layers - short.count, 0),
          ofDecodes(short.which, short.count, shape.decodeUnseen),
        ]
      : []),
  ];
  return operators.filter(({ times }) => times > 0);
}

/** One kernel in so many layers, which see so many keys and pairs. */
function attention(
  kernel: AttentionWork & { name: string; kind: Kind; queries: Tokens },
  { which, times, keys, pairs }: { which: string; times: number; keys: Tokens; pairs: number },
): Operator {
  return {
    name: `${kernel.name}${which}`,
    kind: kernel.kind,
    times,
    flops: kernel.flopsPerPair * pairs,
    weights: 0,
    kv: kernel.bytesPerKey * keys,
    activations: kernel.bytesPerQuery * kernel.queries,
  };
}

/** Layers (a count) of a rank that see a window or a chunk, and how their operators are told. */
export function shortLayers(model: Model, split: Split): { count: number; which: string } {
  const short = layerNumbers(model, split)
    .map((layer) => model.reach[layer]!)
    .filter(({ kind }) => kind !== "full");
  return {
    count: short.length,
    which: short[0]?.kind === "chunked" ? " in chunks" : " in windows",
  };
}
