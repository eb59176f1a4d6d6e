/** What many draws have in common. */

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function std(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) * (value - middle))));
}

/** Standard deviation over mean. */
export const variation = (values: readonly number[]): number => std(values) / mean(values);

/** The part of the values that are just this one. */
export const shareOf = <T>(wanted: T, values: readonly T[]): number =>
  values.filter((value) => value === wanted).length / values.length;
