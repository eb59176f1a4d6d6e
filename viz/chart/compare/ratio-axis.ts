/**
 * An axis of ratios: the middle is equal, and as far to the right as B is times better, to the left
 * A. Its scale is logarithmic, so that twice and half are as far away.
 */
import { type ScaleLinear, scaleLinear } from "d3";
import { THIN } from "../../format.ts";

export interface RatioAxis {
  /** Of how many times better B is, in CSS pixels; what is beyond the ends stands at them. */
  x(ratio: number): number;
  ends: readonly [left: number, right: number];
  ticks: { at: number; text: string }[];
  /** Whether a ratio lies beyond an end. */
  isBeyond(ratio: number): boolean;
}

/** Less than this at an end, and every small difference would look large. */
const LEAST = 1.25;
/** More, and small differences would all fall together. */
const MOST = 20;
const steps = [1.01, 1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20] as const;
/** Between two ticks, in CSS pixels. */
const APART = 40;

export function ratioAxis(
  ratios: readonly (number | null)[],
  ends: readonly [left: number, right: number],
): RatioAxis {
  const sizes = ratios
    .filter((ratio) => ratio !== null && ratio > 0 && Number.isFinite(ratio))
    .map((ratio) => Math.abs(Math.log(ratio!)));
  const most = Math.min(Math.log(MOST), Math.max(Math.log(LEAST), 1.08 * Math.max(0, ...sizes)));
  const scale = scaleLinear([-most, most], ends).clamp(true);
  return {
    ends,
    x: (ratio) => scale(ratio > 0 ? Math.log(ratio) : -most),
    ticks: ticksOf(scale, most),
    isBeyond: (ratio) => !(ratio > 0) || Math.abs(Math.log(ratio)) > most * (1 + 1e-9),
  };
}

/** The greatest first, since they say how far the axis goes. */
function ticksOf(scale: ScaleLinear<number, number>, most: number): RatioAxis["ticks"] {
  const middle = scale(0);
  const sides: RatioAxis["ticks"] = [];
  let last = Number.POSITIVE_INFINITY;
  for (const step of steps.toReversed()) {
    const size = Math.log(step);
    const away = scale(size) - middle;
    if (size > most || last - away < APART || away < APART) continue;
    last = away;
    const text = `${step}${THIN}×`;
    sides.push({ at: middle - away, text }, { at: middle + away, text });
  }
  return [...sides, { at: middle, text: "equal" }];
}
