/**
 * Attention of a layer: how far back its queries see, and what it keeps of the past.
 *
 * Full layers keep every token. Sliding layers keep the last `window`, chunked ones what stands in
 * the chunk of the query, so what a request holds there stops growing. Latent attention (MLA) keeps
 * one compressed vector a token instead of keys and values by head.
 */
import type { Tokens } from "../units.ts";

/** How far back the queries of one layer see. */
export type Reach =
  | { kind: "full" }
  /** The last `window` tokens, the query's own included. */
  | { kind: "sliding"; window: Tokens }
  /** From the start of the query's chunk; chunks begin at the multiples of `chunk`. */
  | { kind: "chunked"; chunk: Tokens };

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

export const full: Reach = { kind: "full" };

/** The most tokens back that a layer looks; Infinity where it sees everything. */
export const span = (reach: Reach): Tokens => {
  if (reach.kind === "sliding") return reach.window;
  return reach.kind === "chunked" ? reach.chunk : Number.POSITIVE_INFINITY;
};

/** How far those layers see that do not see all of a request of `longest` tokens, if any. */
export const shortReach = (
  { reach }: { reach: readonly Reach[] },
  longest: Tokens,
): Reach | undefined => reach.find((one) => span(one) < longest);

/** Keys too far back for the last of `context` tokens, which asks: those before its window or chunk. */
export function unseenKeys(reach: Reach, context: Tokens): Tokens {
  if (reach.kind === "sliding") return Math.max(0, context - reach.window);
  if (reach.kind === "chunked" && context > 0)
    return Math.floor((context - 1) / reach.chunk) * reach.chunk;
  return 0;
}

/** Pairs of query and key that causality allows and `reach` does not, of the first `queries`. */
export function unseenPairs(reach: Reach, queries: Tokens): number {
  if (reach.kind === "sliding") {
    const beyond = Math.max(0, queries - reach.window);
    return (beyond * (beyond + 1)) / 2;
  }
  if (reach.kind === "full") return 0;
  const { chunk } = reach;
  const whole = Math.floor(queries / chunk);
  return chunk * ((chunk * whole * (whole - 1)) / 2 + whole * (queries % chunk));
}

/** Tokens that a layer must hold for a request of `context` tokens. */
export const tokensHeld = (reach: Reach, context: Tokens): Tokens =>
  context - unseenKeys(reach, context);

/** The most tokens that a layer ever holds while a request grows to `context` tokens. */
export const mostTokensHeld = (reach: Reach, context: Tokens): Tokens =>
  Math.min(context, span(reach));

/** Whether two layers see equally far. */
export const sameReach = (one: Reach, other: Reach): boolean =>
  one.kind === other.kind && span(one) === span(other);

/** In words: "full", "the last 128 tokens", "chunks of 8192 tokens". */
export function describeReach(reach: Reach): string {
  if (reach.kind === "sliding") return `the last ${reach.window} tokens`;
  return reach.kind === "chunked" ? `chunks of ${reach.chunk} tokens` : "full";
}
