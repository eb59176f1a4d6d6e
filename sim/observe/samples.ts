/**
 * Samples: one number a request, kept whole, so that percentiles are exact.
 *
 * Eight bytes a sample in one growing array. No one needs all of them sorted: a percentile looks
 * for the two samples that it needs.
 */
import { grown } from "../kernel/grown.ts";
import { quantileOf } from "../kernel/quantiles.ts";
import { Ranks } from "../kernel/ranks.ts";

export class Samples {
  count = 0;
  #values: Float64Array<ArrayBuffer>;
  /** Made when a percentile is first asked for. */
  #ranks: Ranks | undefined;
  /** The first sample: sums are of distances to it, so that their squares lose no digits. */
  #first = 0;
  #sum = 0;
  #squares = 0;

  constructor(values = new Float64Array(1024)) {
    this.#values = values;
  }

  /** Samples that are all there already: `values`, which must stay as they are. */
  static of(values: Float64Array<ArrayBuffer>): Samples {
    const samples = new Samples(values);
    const first = values[0] ?? 0;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      const distance = values[i]! - first;
      sum += distance;
      squares += distance * distance;
    }
    samples.count = values.length;
    samples.#first = first;
    samples.#sum = sum;
    samples.#squares = squares;
    return samples;
  }

  add(value: number): void {
    if (this.count === this.#values.length) {
      this.#values = grown(this.#values, Math.max(1024, 2 * this.#values.length));
    }
    if (this.count === 0) this.#first = value;
    this.#values[this.count++] = value;
    this.#ranks = undefined;
    const distance = value - this.#first;
    this.#sum += distance;
    this.#squares += distance * distance;
  }

  /** NaN where there is no sample. */
  get mean(): number {
    return this.#first + this.#sum / this.count;
  }

  /** Population standard deviation, as NumPy's default. NaN where there is no sample. */
  get std(): number {
    const distance = this.#sum / this.count;
    return Math.sqrt(Math.max(0, this.#squares / this.count - distance * distance));
  }

  /** At least one sample must be there. */
  quantile(share: number): number {
    this.#ranks ??= new Ranks(this.#values.subarray(0, this.count));
    const ranks = this.#ranks;
    return quantileOf(this.count, share, (rank) => ranks.at(rank));
  }

  /** A copy of them all, ascending. */
  sorted(): Float64Array {
    return this.#values.slice(0, this.count).sort();
  }
}
