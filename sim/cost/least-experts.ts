/**
 * The least that steps read of experts, however tokens are divided among them.
 *
 * Let D(t) be the experts that t tokens touch on average, on the rank that has the most popular
 * ones (`machine/routing.ts`): a sum of 1 − xᵗ with x from 0 to 1, so D is concave, D(0) = 0, and
 * it never falls. Two bounds follow for tokens t₁ … tₙ that sum to N, in n ≥ S steps of one token
 * or more and C at most:
 *
 * - D(t)/t falls with t, so each token of a step reads D(C)/C or more: together N·D(C)/C.
 * - A concave sum over all such divisions is least at a corner, where all steps have one token but
 *   one, which has the rest: (n − 1)·D(1) + D(N − n + 1). A step more adds D(1) and takes from the
 *   rest a token that added no more than D(1): n = S is the least.
 *
 * Padding and the tokens of other ranks only add to what a step touches, and so does that all wait
 * for the rank that has most to read.
 */
import type { Model } from "../machine/model.ts";
import type { Split } from "../machine/parallel.ts";
import { createTouched } from "../machine/routing.ts";
import type { Tokens } from "../units.ts";

/** Tokens in so many steps (a count) at least, of so many tokens at most each. */
export interface Divided {
  tokens: Tokens;
  steps: number;
  most: Tokens;
}

/** Experts of a layer (a count) that one rank reads in all these steps together, at least. */
export function leastTouched({ experts }: Model, split: Split): (work: Divided) => number {
  if (experts === undefined) return () => 0;
  const touched = createTouched(experts, split.experts);
  const ofOne = touched(1);
  return ({ tokens, steps, most }) => {
    const byToken = Number.isFinite(most) ? (tokens * touched(most)) / most : 0;
    const more = Math.max(0, Math.min(steps, tokens) - 1);
    return Math.max(byToken, more * ofOne + touched(tokens - more));
  };
}
