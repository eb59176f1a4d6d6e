/**
 * Ranks: of many values the k-th smallest, for a few k, in a few passes that only read.
 *
 * Values are counted in buckets of equal width, so it is known in which bucket a rank lies. Only
 * that bucket is gathered and searched, by quickselect; values that all lie in one bucket make it
 * the plain quickselect of them.
 */
import { select } from "./select.ts";

const BUCKETS = 1024;

export class Ranks {
  readonly #values: Float64Array;
  readonly #least: number;
  /** Buckets a unit of the values. */
  readonly #scale: number;
  readonly #counts = new Int32Array(BUCKETS);
  /** The values of the bucket that was looked into last. */
  #bucket = -1;
  #inside = new Float64Array(0);

  /** @param values at least one, in any order; they must stay as they are */
  constructor(values: Float64Array) {
    let least = values[0]!;
    let greatest = least;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < least) least = value;
      else if (value > greatest) greatest = value;
    }
    const scale = greatest > least ? (BUCKETS - 1) / (greatest - least) : 0;
    const counts = this.#counts;
    for (let i = 0; i < values.length; i++) counts[((values[i]! - least) * scale) | 0]! += 1;
    this.#values = values;
    this.#least = least;
    this.#scale = scale;
  }

  /** The value that would have this index if all were sorted. */
  at(rank: number): number {
    let bucket = 0;
    let before = 0;
    while (before + this.#counts[bucket]! <= rank) before += this.#counts[bucket++]!;
    if (bucket !== this.#bucket) this.#gather(bucket);
    return select(this.#inside, rank - before);
  }

  #gather(bucket: number): void {
    const values = this.#values;
    const least = this.#least;
    const scale = this.#scale;
    const inside = new Float64Array(this.#counts[bucket]!);
    let count = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if ((((value - least) * scale) | 0) === bucket) inside[count++] = value;
    }
    this.#bucket = bucket;
    this.#inside = inside;
  }
}
