/**
 * Samples: one number a request, kept whole, so that percentiles are exact.
 *
 * Eight bytes a sample in one growing array. Their order means nothing to anybody, so they are
 * sorted in place.
 */
import { quantile } from "../kernel/quantiles.ts";

export class Samples {
  count = 0;
  #values = new Float64Array(1024);
  /** How many of them are known to be in order. */
  #inOrder = 0;

  add(value: number): void {
    if (this.count === this.#values.length) this.#grow();
    this.#values[this.count++] = value;
  }

  /** Ascending. The array is ours and valid until the next `add`. */
  sorted(): Float64Array {
    const kept = this.#values.subarray(0, this.count);
    if (this.#inOrder < this.count) kept.sort();
    this.#inOrder = this.count;
    return kept;
  }

  /** NaN where there is no sample. */
  get mean(): number {
    let sum = 0;
    for (const value of this.sorted()) sum += value;
    return sum / this.count;
  }

  /** Population standard deviation, as NumPy's default. NaN where there is no sample. */
  get std(): number {
    const mean = this.mean;
    let squares = 0;
    for (const value of this.sorted()) squares += (value - mean) * (value - mean);
    return Math.sqrt(squares / this.count);
  }

  /** At least one sample must be there. */
  quantile(share: number): number {
    return quantile(this.sorted(), share);
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#values.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}
