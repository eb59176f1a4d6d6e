/**
 * Attention of a layer: how far back its queries see, and what it keeps of the past.
 *
 * Full layers keep every token. Sliding layers keep the last `window`, chunked ones what stands in
 * the chunk of the query, so what a request holds there stops growing. Latent attention (MLA) keeps
 * one compressed vector a token instead of keys and values by head.
 */
import { type Reach, span, unseen } from "../kernel/reach.ts";
import type { Tokens } from "../units.ts";

/** Latent attention (DeepSeek-V2, 2024): ranks and widths, in elements. */
export interface Latent {
  /** Rank that queries are squeezed through; undefined where they are projected directly. */
  queryRank: number | undefined;
  /** Rank of keys and values together: what is cached, beside the rotated part. */
  kvRank: number;
  /** Width of a head's rotated part; of the keys there is one for all heads. */
  ropeDim: number;
  /** Width of a head's part without position. */
  nopeDim: number;
  /** Width of a head's values. */
  valueDim: number;
}

/** How far those layers see that do not see all of a request of `longest` tokens, if any. */
export const shortReach = (
  { reach }: { reach: readonly Reach[] },
  longest: Tokens,
): Reach | undefined => reach.find((one) => span(one) < longest);

/** Tokens that a layer must hold for a request of `context` tokens. */
export const tokensHeld = (reach: Reach, context: Tokens): Tokens =>
  context - unseen(reach, context);

/** The most tokens that a layer ever holds while a request grows to `context` tokens. */
export const mostTokensHeld = (reach: Reach, context: Tokens): Tokens =>
  Math.min(context, span(reach));

/** In words: "full", "the last 128 tokens", "chunks of 8192 tokens". */
export function describeReach(reach: Reach): string {
  if (reach.kind === "sliding") return `the last ${reach.window} tokens`;
  return reach.kind === "chunked" ? `chunks of ${reach.chunk} tokens` : "full";
}
