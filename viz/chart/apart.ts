/** Labels beside marks: where they stand so that none covers another. */

/** Wide enough for a line of 11 or 12 px, in CSS pixels. */
export const APART = 14.5;

/**
 * Places near the wanted ones (ascending or not), each at least `gap` from the next in the order
 * of what is wanted, and all between `low` and `high` as far as they fit.
 */
export function apart(
  wanted: readonly number[],
  [low, high]: readonly [number, number],
  gap = APART,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const places = wanted.map((place) => Math.min(high, Math.max(low, place)));
  let last = low - gap;
  for (const index of order) last = places[index] = Math.max(places[index]!, last + gap);
  let next = high + gap;
  for (const index of order.toReversed())
    next = places[index] = Math.min(places[index]!, next - gap);
  return places;
}
