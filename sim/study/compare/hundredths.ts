/** Shares and their changes in hundredths: percent, or points of a percentage. */
import type { Interval } from "../replications/interval.ts";
import { boundsOf } from "./change.ts";

type Round = (value: number) => number;

/** A decimal where that tells something: 0.0123 → "1.2", −0.123 → "−12", 0.0004 → "0.04". */
export function inHundredths(share: number, round: Round = Math.round): string {
  if (Math.abs(share) === Number.POSITIVE_INFINITY) return share < 0 ? "−∞" : "∞";
  const value = 100 * share;
  const parts = partsOf(Math.abs(value));
  const rounded = round(value * parts) / parts;
  return `${rounded < 0 ? "−" : ""}${Math.abs(rounded)}`;
}

/** Into how many parts a unit is divided: two figures of a number, one of a small one. */
function partsOf(size: number): number {
  if (size >= 10) return 1;
  return size >= 0.1 || size === 0 ? 10 : 100;
}

/** With its sign, unless there is none. */
export function signedHundredths(share: number, round: Round = Math.round): string {
  const written = inHundredths(share, round);
  return written === "0" || written.startsWith("−") ? written : `+${written}`;
}

/** "−3.1 … +5": rounded outwards, so that it holds what the interval holds. */
export const boundsInHundredths = (interval: Interval): string => {
  const [low, high] = boundsOf(interval);
  return `${signedHundredths(low, Math.floor)} … ${signedHundredths(high, Math.ceil)}`;
};
