/**
 * The KV cache by the formulas of textbooks, as text with numbers in it.
 *
 * The formula by KV heads holds wherever every layer keeps every token's keys and values. Its short
 * form by hidden size takes a KV head for each query head and heads that tile the hidden size: it
 * holds for multi-head attention alone.
 */

import { span } from "../kernel/reach.ts";
import type { Bytes, Tokens } from "../units.ts";
import { kvElementsPerLayer } from "./kv.ts";
import { type Model, queryWidth } from "./model.ts";

/** What is cached: so many sequences of so many tokens, an element of so many bytes. */
export interface Cached {
  batch: number;
  length: Tokens;
  bytes: Bytes;
}

/** A formula that holds, in words and in numbers, or the reason why it does not. */
export type Textbook =
  | {
      holds: true;
      formula: string;
      /** `2 × 32 × 8 × 128 × 2 B = 131072 B a token; × 1 × 4096 = …` */
      arithmetic: string;
      perToken: Bytes;
      total: Bytes;
    }
  | { holds: false; formula: string; reason: string };

export const KV_FORMULA = "2 · layers · KV heads · head_dim · bytes per token, × batch × length";
export const KV_SHORT_FORMULA = "2 · layers · hidden size · bytes per token, × batch × length";

/** 2 · layers · KV heads · head_dim · bytes. */
export function kvTextbook(model: Model, cached: Cached): Textbook {
  const reason = noKeysByHead(model) ?? windowed(model, cached.length);
  if (reason !== undefined) return { holds: false, formula: KV_FORMULA, reason };
  const { layers, kvHeads, headDim } = model;
  return worked(KV_FORMULA, [2, layers, kvHeads, headDim], cached);
}

/** 2 · layers · hidden size · bytes. */
export function kvTextbookShort(model: Model, cached: Cached): Textbook {
  const reason =
    noKeysByHead(model) ??
    sharedHeads(model) ??
    widerHeads(model) ??
    windowed(model, cached.length);
  if (reason !== undefined) return { holds: false, formula: KV_SHORT_FORMULA, reason };
  return worked(KV_SHORT_FORMULA, [2, model.layers, model.hidden], cached);
}

function worked(formula: string, factors: readonly number[], cached: Cached): Textbook {
  const { batch, length, bytes } = cached;
  const perToken = factors.reduce((product, factor) => product * factor, bytes);
  const total = perToken * batch * length;
  const arithmetic =
    `${factors.join(" × ")} × ${bytes} B = ${perToken} B a token, ` +
    `× ${batch} × ${length} = ${total} B`;
  return { holds: true, formula, arithmetic, perToken, total };
}

function noKeysByHead(model: Model): string | undefined {
  if (model.latent === undefined) return undefined;
  const { kvRank, ropeDim } = model.latent;
  return (
    `MLA caches one latent vector of ${kvRank} + ${ropeDim} = ${kvElementsPerLayer(model)} ` +
    "elements a token and layer, and neither keys nor values by head"
  );
}

function sharedHeads({ heads, kvHeads }: Model): string | undefined {
  if (kvHeads === heads) return undefined;
  const kind = kvHeads === 1 ? "MQA" : "GQA";
  return (
    `${kind}: ${heads} query heads share ${kvHeads} KV ${kvHeads === 1 ? "head" : "heads"}: it ` +
    `would be ${heads / kvHeads} times too large`
  );
}

function widerHeads(model: Model): string | undefined {
  const { heads, headDim, hidden } = model;
  if (queryWidth(model) === hidden) return undefined;
  const wide = heads * headDim;
  return `${heads} heads of ${headDim} are ${wide} wide, and the hidden size is ${hidden}`;
}

function windowed({ reach, layers }: Model, length: Tokens): string | undefined {
  const short = reach.filter((one) => span(one) < length);
  if (short.length === 0) return undefined;
  const least = Math.min(...short.map(span));
  return (
    `${short.length} of ${layers} layers look back ${least} tokens at most, and keep no more of ` +
    `${length}`
  );
}
