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
function isBetter(interval: Interval, isBetterLow: boolean): boolean | null {
  const [low, high] = boundsOf(interval);
  if (low <= 0 && high >= 0) return null;
  return high < 0 === isBetterLow;
}

/** Infinite where there is none. */
export const boundsOf = ({ low, high }: Interval): [low: number, high: number] => [
  low ?? Number.NEGATIVE_INFINITY,
  high ?? Number.POSITIVE_INFINITY,
];

/** The interval by which a change is judged. */
export const judgedBy = (change: FigureChange): Interval => change.relative ?? change;

/** What lies this near nothing, its whole interval, is the same for whoever has to choose. */
const NEGLIGIBLE = 0.005;

export const isNegligible = (change: FigureChange): boolean => farthest(change) <= NEGLIGIBLE;

/** How far from nothing it might be, on either side. */
export const farthest = (change: FigureChange): number =>
  Math.max(...boundsOf(judgedBy(change)).map(Math.abs));
