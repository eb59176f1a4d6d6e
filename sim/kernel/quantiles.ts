/**
 * Quantiles: exact over samples that are kept, and by fine buckets over samples too many to keep.
 */
import { invariant } from "./invariant.ts";

/**
 * The quantile of sorted samples, interpolated linearly between neighbours as NumPy does, and so
 * `vllm bench serve`.
 *
 * @param sorted ascending, at least one.
 * @param share 0 … 1.
 */
export const quantile = (sorted: Float64Array, share: number): number =>
  quantileOf(sorted.length, share, (rank) => sorted[rank]!);

/** The same of `count` samples of which `at` knows the one of each rank. */
export function quantileOf(count: number, share: number, at: (rank: number) => number): number {
  const position = share * (count - 1);
  const below = Math.floor(position);
  const low = at(below);
  const high = at(Math.min(below + 1, count - 1));
  return low + (high - low) * (position - below);
}

/** Mantissa bits that name a bucket: its width is at most 2⁻⁹ of its value, under 0.2 %. */
const MANTISSA_BITS = 9;
const SHIFT = 20 - MANTISSA_BITS;
/** Buckets reach from 2⁻³¹ to 2²⁴: everything the time grid can hold. */
const LOWEST = (1023 - 31) << MANTISSA_BITS;
const BUCKETS = 55 << MANTISSA_BITS;

const asFloat = new Float64Array(1);
const asWords = new Uint32Array(asFloat.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** A histogram as it was at some instant: weights of its buckets from the lowest filled one on. */
export interface Snapshot {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly lowest: number;
  readonly weights: Float64Array;
}

/**
 * A log-bucket histogram of weighted positive samples.
 *
 * Bucket numbers are read off the bits of the float, so the same sample falls into the same bucket
 * on every machine. Count, sum, least and greatest are exact.
 */
export class Histogram {
  count = 0;
  sum = 0;
  sumOfSquares = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #weights = new Float64Array(BUCKETS + 1);

  /** Adds `weight` samples of `value` ≥ 0. */
  add(value: number, weight: number): void {
    if (weight === 0) return;
    this.count += weight;
    this.sum += value * weight;
    this.sumOfSquares += value * value * weight;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.#weights[bucketOf(value)]! += weight;
  }

  /** What lies in it now. */
  snapshot(): Snapshot {
    const { count, sum, sumOfSquares } = this;
    const lowest = count > 0 ? bucketOf(this.min) : 0;
    const weights = this.#weights.slice(lowest, count > 0 ? bucketOf(this.max) + 1 : 0);
    return { count, sum, sumOfSquares, lowest, weights };
  }

  /**
   * What was added to one histogram between two snapshots of it. Its least and greatest are edges
   * of their buckets.
   */
  static between(earlier: Snapshot, later: Snapshot): Histogram {
    const added = new Histogram();
    added.count = later.count - earlier.count;
    added.sum = later.sum - earlier.sum;
    added.sumOfSquares = later.sumOfSquares - earlier.sumOfSquares;
    for (let index = 0; index < later.weights.length; index++) {
      const bucket = later.lowest + index;
      const weight = later.weights[index]! - (earlier.weights[bucket - earlier.lowest] ?? 0);
      if (weight === 0) continue;
      added.#weights[bucket] = weight;
      added.min = Math.min(added.min, lowerEdge(bucket));
      added.max = lowerEdge(bucket + 1);
    }
    return added;
  }

  /** Buckets that have samples, from the lowest: none of theirs is greater than `upTo`. */
  *filled(): Generator<{ upTo: number; weight: number }> {
    for (let bucket = bucketOf(this.min); bucket <= BUCKETS; bucket++) {
      const weight = this.#weights[bucket]!;
      if (weight > 0) yield { upTo: Math.min(lowerEdge(bucket + 1), this.max), weight };
    }
  }

  get mean(): number {
    return this.sum / this.count;
  }

  /** Population standard deviation, as NumPy's default. */
  get std(): number {
    return Math.sqrt(Math.max(0, this.sumOfSquares / this.count - this.mean * this.mean));
  }

  /** Within a bucket the rank is spread evenly; never outside the samples' own range. */
  quantile(share: number): number {
    invariant(this.count > 0, () => "a quantile of nothing was asked for");
    const rank = share * (this.count - 1);
    let before = 0;
    for (let bucket = bucketOf(this.min); bucket <= BUCKETS; bucket++) {
      const weight = this.#weights[bucket]!;
      if (weight > 0 && before + weight > rank) {
        const low = lowerEdge(bucket);
        const within = (rank - before + 0.5) / weight;
        const value = low + (lowerEdge(bucket + 1) - low) * Math.min(within, 1);
        return Math.min(Math.max(value, this.min), this.max);
      }
      before += weight;
    }
    return this.max;
  }
}

function bucketOf(value: number): number {
  asFloat[0] = value;
  const bucket = (asWords[HIGH_WORD]! >>> SHIFT) - LOWEST + 1;
  return Math.min(Math.max(bucket, 0), BUCKETS);
}

function lowerEdge(bucket: number): number {
  if (bucket === 0) return 0;
  asWords[HIGH_WORD] = ((bucket - 1 + LOWEST) << SHIFT) >>> 0;
  asWords[1 - HIGH_WORD] = 0;
  return asFloat[0]!;
}
