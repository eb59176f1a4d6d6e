/**
 * Which experts tokens choose: how many of them a batch touches, on the rank that waits longest for
 * them, and how many choices the busiest rank has to compute. Expectations; nothing is drawn.
 *
 * A token chooses expert i with probability q_i, and no expert twice: the q_i sum to the choices of
 * a token and none is above 1. A batch of t tokens then touches Σ (1 − (1 − q_i)^t) experts, which
 * is E(1 − (1 − k/E)^t) where all are equally popular. Unequal ones follow Zipf's law, q_i ∝ i^−s.
 *
 * Ranks that have whole experts are dealt them in the order of popularity, one after another, and
 * the first is the busiest. That is about what the busiest has where experts lie in no order: of
 * 128 on 8 ranks, 1.2 times the mean against 1.3 with s = 0.5 (an average over random orders).
 */
import type { Experts } from "./experts.ts";
import type { ExpertSplit } from "./parallel.ts";

/** What a batch asks of a layer's experts, of one rank. */
export interface Chosen {
  /**
   * Experts that one token at least has chosen (a count; it need not be whole): what the largest of
   * all ranks' numbers is on average, since all wait for that rank.
   */
  experts: number;
  /** Pairs (a count) of a token and an expert that it has chosen: on average, of the busiest. */
  pairs: number;
}

/** What so many tokens ask. */
export type Routing = (tokens: number) => Chosen;

/**
 * Parts (a count, on average) of the ranks that a token's choices fall into, each of `perPart`
 * ranks that follow one another: to how many it is sent where each gets it once.
 */
export function reachedParts(
  experts: Choosing,
  { ranks, skew }: Omit<Dealt, "whole">,
  perPart = 1,
): number {
  const missed = new Float64Array(ranks / perPart).fill(1);
  for (const [index, chosen] of popularity(experts, skew).entries())
    missed[Math.floor((index % ranks) / perPart)]! *= 1 - chosen;
  return missed.reduce((sum, none) => sum + 1 - none, 0);
}

/** How experts are dealt to ranks, and how unevenly tokens choose among them. */
export type Dealt = Pick<ExpertSplit, "ranks" | "whole" | "skew">;

type Choosing = Pick<Experts, "count" | "perToken">;

/** Compiles the choices of tokens among experts. */
export function createRouting(experts: Choosing, split: Dealt): Routing {
  const { ranks, whole, skew } = split;
  const onFirst = createTouched(experts, split);
  if (!whole || ranks === 1) {
    return (tokens) => ({ experts: onFirst(tokens), pairs: tokens * experts.perToken });
  }
  const chosen = popularity(experts, skew);
  const byRank = Array.from({ length: skew === 0 ? 1 : ranks }, (_, rank) =>
    dealtTo(rank, chosen, ranks),
  );
  const perRank = byRank[0]!.reduce((sum, each) => sum + each, 0);
  return (tokens) => ({
    experts: largestOf(
      byRank.map((own) => own.map((each) => touched(Math.log(1 - each), tokens))),
      ranks / byRank.length,
    ),
    pairs: tokens * perRank,
  });
}

/**
 * Experts (a count) that so many tokens touch on the first rank, on average: never more than the
 * largest number of all. It is concave: a token more touches less than the one before it.
 */
export function createTouched(
  experts: Choosing,
  { ranks, whole, skew }: Dealt,
): (tokens: number) => number {
  const dealt = whole ? ranks : 1;
  const { count, perToken } = experts;
  if (skew === 0) {
    const missed = Math.log(1 - perToken / count);
    return (tokens) => (count / dealt) * touched(missed, tokens);
  }
  const missed = dealtTo(0, popularity(experts, skew), dealt).map((own) => Math.log(1 - own));
  return (tokens) => missed.reduce((sum, each) => sum + touched(each, tokens), 0);
}

const dealtTo = (rank: number, chosen: readonly number[], ranks: number): number[] =>
  chosen.filter((_, index) => index % ranks === rank);

/**
 * Mean of the largest of several counts of things that happen, each with its probability, and each
 * count `alike` times over: Σ over n of the probability that not all are n or less. As if nothing
 * depended on anything else: within 2 % of choices that were counted, 10 % where a rank has one.
 */
function largestOf(counts: readonly (readonly number[])[], alike: number): number {
  const most = counts[0]!.length;
  const upTo = counts.map(distributionOf);
  let mean = 0;
  for (let n = 0; n < most; n++) {
    const none = upTo.reduce((product, of) => product * of[n]!, 1);
    mean += 1 - Math.exp(alike * Math.log(none));
  }
  return mean;
}

/** Probability that so many at most happen of things that each have one. */
function distributionOf(probabilities: readonly number[]): Float64Array {
  const exactly = new Float64Array(probabilities.length + 1);
  exactly[0] = 1;
  for (const [before, probability] of probabilities.entries()) {
    for (let n = before + 1; n > 0; n--)
      exactly[n] = exactly[n]! * (1 - probability) + exactly[n - 1]! * probability;
    exactly[0]! *= 1 - probability;
  }
  let sum = 0;
  return exactly.map((one) => {
    sum += one;
    return Math.min(1, sum);
  });
}

/** Probability that one of `tokens` chooses, by the logarithm of that one does not. */
const touched = (missed: number, tokens: number): number =>
  tokens === 0 ? 0 : 1 - Math.exp(tokens * missed);

/**
 * Probability that a token chooses each expert, the most popular first: the law's share of its
 * choices, or 1 where that would be more.
 */
export function popularity({ count, perToken }: Choosing, skew: number): number[] {
  const law = Array.from({ length: count }, (_, index) => Math.exp(-skew * Math.log(index + 1)));
  let rest = law.reduce((sum, weight) => sum + weight, 0);
  let certain = 0;
  const share = (): number => (perToken - certain) / rest;
  while (certain < perToken && share() * law[certain]! >= 1) {
    rest -= law[certain]!;
    certain += 1;
  }
  return law.map((weight, index) => (index < certain ? 1 : share() * weight));
}
