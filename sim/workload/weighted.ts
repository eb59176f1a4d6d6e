/**
 * A choice among alternatives, each as often as its weight says.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Stream } from "../kernel/random.ts";

export interface Weighted {
  /** The index of the alternative chosen, by one uniform draw. */
  draw(stream: Stream): number;
}

export function createWeighted(weights: ArrayLike<number>): Weighted {
  const cumulative = new Float64Array(weights.length);
  let total = 0;
  for (let index = 0; index < weights.length; index++) {
    total += weights[index]!;
    cumulative[index] = total;
  }
  invariant(total > 0, () => `${weights.length} weights sum to ${total}`);
  return { draw: (stream) => firstAbove(cumulative, stream.uniform() * total) };
}

/** The index of the first value above `bound`, in ascending values; the last if none is. */
function firstAbove(ascending: Float64Array, bound: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
