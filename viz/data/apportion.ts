/** Apportioning by largest remainder: rounded parts that sum to exactly what they are parts of. */

/**
 * Whole numbers in proportion to `parts` that sum to `total`. Of equal remainders the first is
 * rounded up; parts of nothing get nothing.
 */
export function apportion(parts: ArrayLike<number>, total: number): number[] {
  const exact = Array.from(parts);
  const sum = exact.reduce((before, part) => before + part, 0);
  if (!(sum > 0)) return exact.map(() => 0);
  const shares = exact.map((part) => (part / sum) * total);
  const whole = shares.map(Math.floor);
  const left = total - whole.reduce((before, part) => before + part, 0);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - whole[index]! }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of byRemainder.slice(0, left)) whole[index]! += 1;
  return whole;
}
