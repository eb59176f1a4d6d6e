/**
 * Poisson arrivals whose rate changes over time.
 *
 * A Poisson process of any rate is one of rate 1 on the axis of its integrated rate Λ(t) (Çinlar,
 * 1975). So draw unit gaps there and invert Λ, which steps and linear ramps allow exactly: no
 * thinning, one draw an arrival, and another rate bends the same draws.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Stream } from "../kernel/random.ts";
import type { Seconds } from "../units.ts";
import type { Arrivals } from "./arrivals.ts";
import type { PiecewiseSpec, RateSegment } from "./spec.ts";

const rateAtEnd = ({ request_rate, ramp_to }: RateSegment): number => ramp_to ?? request_rate;

/** Requests expected in a whole segment: the area under its rate. */
export const expectedIn = (segment: RateSegment): number =>
  (segment.duration * (segment.request_rate + rateAtEnd(segment))) / 2;

/**
 * The time into a segment by which `count` requests are expected: the root of
 * rate · t + slope · t² / 2 = count, in the form that does not cancel when the slope is small.
 */
export function timeToExpect(count: number, segment: RateSegment): Seconds {
  if (count === 0) return 0;
  const rate = segment.request_rate;
  const slope = (rateAtEnd(segment) - rate) / segment.duration;
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * count));
  return Math.min(segment.duration, (2 * count) / (rate + root));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export function createPiecewise({ segments, repeat }: PiecewiseSpec, stream: Stream): Arrivals {
  const expected = segments.map(expectedIn);
  invariant(
    expected.some((count) => count > 0),
    () => `no segment of ${segments.length} has a rate above 0`,
  );
  const round = { expected: sum(expected), lasts: sum(segments.map(({ duration }) => duration)) };
  let current = 0;
  let began: Seconds = 0;
  let counted = 0; // Λ since the current segment began

  function next(): Seconds | undefined {
    if (current === segments.length) return undefined;
    counted += stream.exponential();
    while (counted >= expected[current]!) {
      counted -= expected[current]!;
      began += segments[current]!.duration;
      current += 1;
      if (current < segments.length) continue;
      if (!repeat) return undefined;
      current = 0;
      skipEmptyRounds();
    }
    return began + timeToExpect(counted, segments[current]!);
  }

  /** All at once: at a low rate there may be billions before the next arrival. */
  function skipEmptyRounds(): void {
    const left = counted % round.expected;
    began += ((counted - left) / round.expected) * round.lasts;
    counted = left;
  }

  return { next };
}
