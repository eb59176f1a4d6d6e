/**
 * Time is a grid of 2⁻³⁰ s.
 *
 * Every instant, duration and cause is a multiple of it, rounded once, when it is priced. Sums of
 * such numbers are exact in float64 up to 2²³ s (97 days), so ledgers add up with `===` and two
 * ways of summing the same steps agree to the bit.
 */
import type { Seconds } from "../units.ts";

const TICKS_PER_SECOND = 2 ** 30;

/** One tick of the grid, under a nanosecond. */
export const TICK: Seconds = 1 / TICKS_PER_SECOND;

/** The longest time the grid holds exactly: 2²³ s. */
export const LONGEST: Seconds = 2 ** 23;

/** From here on a float64 has no fraction. */
const WHOLE = 2 ** 52;

/** The nearest instant of the grid. `Math.round` is slower: which way it goes, no CPU can guess. */
export function onGrid(seconds: Seconds): Seconds {
  const ticks = seconds * TICKS_PER_SECOND;
  return (ticks < WHOLE ? Math.floor(ticks + 0.5) : ticks) * TICK;
}
