/**
 * When a percentile rests on too few samples to be trusted.
 *
 * Of n samples about n (1 − q) lie beyond the q-quantile, and what is read off is one of those next
 * to it. Their number varies by its square root, so with ten of them the rank is known to a third,
 * and with fewer the figure is an anecdote of the slowest few.
 */

/** Samples that must lie beyond a percentile. */
export const ENOUGH_BEYOND = 10;

/** Whether fewer than ten of `count` samples lie beyond the `share`-quantile. */
export function fewBeyond(share: number, count: number): boolean {
  const thinner = Math.min(share, 1 - share);
  // 1 − 0.99 is no exact number: a thousand samples are enough for p99.
  return count * thinner < ENOUGH_BEYOND - 1e-6;
}
