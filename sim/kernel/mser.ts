/**
 * Where the start-up of a run ends, by the marginal standard error rule (MSER-5).
 *
 * Of a series that begins away from its usual level, so many leading values are left out that the
 * mean of the rest is known best: that Σ (y − ȳ)² / m² is least, taken over the means of five
 * neighbours each (White, 1997; White, Cobb & Spratt, 2000). Leaving out more makes m smaller,
 * leaving out less lets the start-up add to the sum.
 *
 * A system that begins empty comes to its level from below, and only a beginning that lies below
 * the rest is left out here. The plain rule also cuts off busy spells that happen to come early,
 * and so makes the rest look better than it is: on a single server at 90 % it triples the bias.
 */

const BATCH = 5;
/** The last batches decide nothing: so few values are close together by chance. */
const LEAST_LEFT = 5;

/**
 * How many leading values to leave out: a multiple of five.
 *
 * @returns undefined where more than half would have to go: the series has not found its level.
 */
export function startUpOf(values: Float64Array): number | undefined {
  const means = batchMeans(values);
  let total = 0;
  for (const mean of means) total += mean;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  // From the back, so that each sum is the one before and one more value (Welford, 1962).
  let mean = 0;
  let squares = 0;
  for (let left = 1; left <= means.length; left++) {
    const cut = means.length - left;
    const distance = means[cut]! - mean;
    mean += distance / left;
    squares += distance * (means[cut]! - mean);
    const fromBelow = cut === 0 || (total - left * mean) / cut < mean;
    const error = squares / (left * left);
    // Of equals the longest rest: leave out no more than needed.
    if (left >= LEAST_LEFT && fromBelow && error <= least) {
      least = error;
      best = cut;
    }
  }
  return best > means.length / 2 ? undefined : best * BATCH;
}

function batchMeans(values: Float64Array): Float64Array {
  const means = new Float64Array(Math.floor(values.length / BATCH));
  for (let batch = 0; batch < means.length; batch++) {
    let sum = 0;
    for (let i = 0; i < BATCH; i++) sum += values[batch * BATCH + i]!;
    means[batch] = sum / BATCH;
  }
  return means;
}
