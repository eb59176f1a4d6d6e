/** The time axis that all rows share, requests and their Gantt alike. */
import { type ScaleLinear, scaleLinear } from "d3";
import type { Seconds } from "../../../sim/index.ts";
import type { Window } from "../../data/window.ts";
import { clock } from "../../format.ts";
import { type ChartContext, LABELS } from "../context.ts";

/** Room for the labels of y inside a narrow drawing, in CSS pixels; elsewhere they hang outside. */
const GUTTER = 38;

export type TimeScale = ScaleLinear<number, number>;

/** Where time runs in a drawing: from `left` to `right`, in CSS pixels. */
export const timeSpan = ({ width, narrow }: Pick<ChartContext, "width" | "narrow">) =>
  narrow ? { left: GUTTER, right: width } : { left: 0, right: Math.max(1, width - LABELS) };

export function timeScale(window: Window, context: ChartContext): TimeScale {
  const { left, right } = timeSpan(context);
  return scaleLinear(window, [left, right]);
}

export interface TimeTick {
  at: Seconds;
  text: string;
}

/** Steps of a clock that people count in. */
const steps: readonly Seconds[] = [
  ...[1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400],
];

/** Round instants of a window, at most so many. */
export function timeTicks([from, to]: Window, most: number): TimeTick[] {
  const step = steps.find((step) => (to - from) / step <= most) ?? 86400 * 7;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const ticks: TimeTick[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to * (1 + 1e-12); i++)
    ticks.push({ at: i * step, text: clock(i * step, decimals) });
  return ticks;
}

/** One tick for so many pixels. */
export const ticksThatFit = ({ narrow }: ChartContext, scale: TimeScale): number => {
  const [left, right] = scale.range() as [number, number];
  return Math.max(2, Math.floor((right - left) / (narrow ? 68 : 96)));
};
