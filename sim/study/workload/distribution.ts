/**
 * Distributions of lengths as they are drawn, rounding and clipping included, and how far recorded
 * lengths are from them.
 */
import type { Tokens } from "../../units.ts";
import { logMoments } from "../../workload/lengths.ts";
import type { LognormalSpec } from "../../workload/spec.ts";

/** The probability of at most so many tokens. */
export type Cumulative = (tokens: Tokens) => number;

/** Of a lognormal: at most k after rounding is less than k + ½ before. */
export function lognormalCumulative(spec: LognormalSpec): Cumulative {
  const { mu, sigma } = logMoments(spec);
  const { min = 1, max = Infinity } = spec;
  return (tokens) => {
    if (tokens < min) return 0;
    return tokens >= max ? 1 : normalCumulative((Math.log(tokens + 0.5) - mu) / sigma);
  };
}

export function mixtureCumulative(
  parts: readonly { weight: number; of: Cumulative }[],
): Cumulative {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return (tokens) => parts.reduce((sum, { weight, of }) => sum + weight * of(tokens), 0) / total;
}

/** Recorded lengths, as a distribution of their own. */
export function recordedCumulative(column: Int32Array): Cumulative {
  const sorted = column.toSorted();
  return (tokens) => countUpTo(sorted, tokens) / sorted.length;
}

/** The standard normal's, to 1.5e-7 (Abramowitz & Stegun, 1964, 7.1.26). */
export function normalCumulative(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = 0.5 * series * Math.exp(-x * x);
  return z < 0 ? tail : 1 - tail;
}

/**
 * Kolmogorov and Smirnov's D: the most by which two distributions differ. Both step at whole
 * numbers only, so it is enough to look at those up to `longest`.
 */
export function distance(a: Cumulative, b: Cumulative, longest: Tokens): number {
  let most = 0;
  for (let tokens = 0; tokens <= longest; tokens++) {
    most = Math.max(most, Math.abs(a(tokens) - b(tokens)));
  }
  return most;
}

/** Σ P(length > k), the mean of a distribution that ends at `longest`. */
export function meanOf(cumulative: Cumulative, longest: Tokens): Tokens {
  let sum = 0;
  for (let tokens = 0; tokens < longest; tokens++) sum += 1 - cumulative(tokens);
  return sum;
}

/** The fewest tokens that at least this share of requests does not exceed. */
export function percentileOf(cumulative: Cumulative, share: number): Tokens {
  let tokens = 1;
  while (cumulative(tokens) < share) tokens += 1;
  return tokens;
}

/** How many of the ascending values are at most `bound`. */
function countUpTo(ascending: Int32Array, bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
