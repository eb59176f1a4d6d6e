/** Changes: how far a figure lies from that of the first contender, and whether for the better. */
import type { Interval } from "../replications/interval.ts";
import type { FigureChange } from "./comparison.ts";
import { differenceOf, type Estimate, relativeOf } from "./estimate.ts";

/** A figure of the first contender, and of another one. */
export interface Compared {
  before: Estimate;
  after: Estimate;
  /** Whether less of it is better. */
  isBetterLow: boolean;
  /** A share of requests: its change is told in points, not relative to it. */
  isShare: boolean;
}

export function changeOf({ before, after, ...of }: Compared, confidence: number): FigureChange {
  const free = differenceOf(after, before, confidence);
  const absolute = of.isShare ? withinOne(free) : free;
  const relative = of.isShare ? null : (relativeOf(after, before, confidence) ?? null);
  return { ...absolute, relative, better: isBetter(relative ?? absolute, of.isBetterLow) };
}

/** Between two shares there is no more than one. */
const withinOne = ({ mean, low, high }: Interval): Interval => ({
  mean,
  low: Math.max(-1, low!),
  high: Math.min(1, high!),
});

/** Null where the interval does not tell. */
function isBetter({ low, high }: Interval, isBetterLow: boolean): boolean | null {
  if (low === null || high === null || (low <= 0 && high >= 0)) return null;
  return high < 0 === isBetterLow;
}

/** The interval by which a change is judged. */
export const judgedBy = (change: FigureChange): Interval => change.relative ?? change;
