/**
 * Estimates from replications, and the intervals of what is computed from two of them.
 *
 * An estimate comes with what it would be without each replication in turn. From those the
 * jackknife makes one value a replication of any smooth function of estimates (Tukey, 1958; Miller,
 * Biometrika 61, 1974), and these values have the interval of a mean. Of a mean they are the values
 * of the replications themselves. Of a quantile, leaving out one request would not do, but leaving
 * out a whole run does (Shao & Wu, Annals of Statistics 17, 1989). Two contenders have the same
 * random numbers in a replication, so what these do to both falls out of their difference
 * (Heikes, Montgomery & Rardin, Simulation 27, 1976).
 */
import { quantileOf } from "../../kernel/quantiles.ts";
import { cautiousInterval, countUpTo, type Interval } from "../replications/interval.ts";

export interface Estimate {
  value: number;
  /** The same without each replication in turn. */
  without: readonly number[];
}

/** Of a mean over replications, one value each. */
export const meanOf = (values: readonly number[]): Estimate =>
  ratioOf(
    values,
    values.map(() => 1),
  );

/** Of a mean over whatever the replications have many of: their sums, and how many each has. */
export function ratioOf(sums: readonly number[], counts: readonly number[]): Estimate {
  const [sum, count] = [added(sums), added(counts)];
  return {
    value: sum / count,
    without: leavingOut(sums.length, (out) => (sum - sums[out]!) / (count - counts[out]!)),
  };
}

const added = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** One alone cannot be left out. */
const leavingOut = (n: number, estimate: (out: number) => number): number[] =>
  n > 1 ? Array.from({ length: n }, (_, out) => estimate(out)) : [];

/**
 * Of a quantile of the samples of all replications.
 *
 * @param replications the samples of each, ascending; each has some
 */
export const quantileEstimate = (
  replications: readonly Float64Array[],
  share: number,
): Estimate => ({
  value: pooledQuantile(replications, share),
  without: leavingOut(replications.length, (out) =>
    pooledQuantile(
      replications.filter((_, index) => index !== out),
      share,
    ),
  ),
});

/** The quantile of all samples together, without putting them together. */
export function pooledQuantile(sorted: readonly Float64Array[], share: number): number {
  const count = sorted.reduce((sum, { length }) => sum + length, 0);
  return quantileOf(count, share, (rank) => sampleAt(sorted, rank));
}

/** The sample of this rank: what is between two bounds is halved until nothing is between them. */
function sampleAt(sorted: readonly Float64Array[], rank: number): number {
  let high = Math.max(...sorted.map((samples) => samples[samples.length - 1]!));
  const least = Math.min(...sorted.map((samples) => samples[0]!));
  if (countIn(sorted, least) > rank) return least;
  let low = least;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (countIn(sorted, middle) > rank) high = middle;
    else low = middle;
  }
}

const countIn = (sorted: readonly Float64Array[], value: number): number =>
  sorted.reduce((count, samples) => count + countUpTo(samples, value), 0);

/** How far `after` lies above `before`. */
export const differenceOf = (after: Estimate, before: Estimate, confidence: number): Interval =>
  jackknife([after, before], ([a, b]) => a - b, confidence);

/**
 * The same as a share of `before`; undefined where either could be nothing. Ratios are bounded as
 * logarithms, so that none falls below nothing and twice is as far from one as half.
 */
export function relativeOf(
  after: Estimate,
  before: Estimate,
  confidence: number,
): Interval | undefined {
  if (![after, before].every(isPositive)) return undefined;
  const of = ([a, b]: Pair<number>) => Math.log(a) - Math.log(b);
  const { low, high } = jackknife([after, before], of, confidence);
  return {
    mean: (after.value - before.value) / before.value,
    low: Math.exp(low!) - 1,
    high: high! > LARGEST ? null : Math.exp(high!) - 1,
  };
}

/** Above this logarithm, a thousandfold, few runs know no bound. */
const LARGEST = Math.log(1000);

const isPositive = ({ value, without }: Estimate): boolean =>
  value > 0 && without.every((each) => each > 0);

type Pair<T> = readonly [after: T, before: T];

function jackknife(
  [after, before]: Pair<Estimate>,
  of: (values: Pair<number>) => number,
  confidence: number,
): Interval {
  const n = after.without.length;
  const value = of([after.value, before.value]);
  const values = after.without.map(
    (_, out) => n * value - (n - 1) * of([after.without[out]!, before.without[out]!]),
  );
  const { mean, low, high } = cautiousInterval(values, confidence)!;
  // About the estimate itself, so that what is shown side by side adds up.
  return { mean: value, low: low! + (value - mean), high: high! + (value - mean) };
}
