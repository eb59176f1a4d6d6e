/** Axes of cumulative distributions: shares over durations, and what an objective asks for. */
import { line } from "d3";
import { type Distribution, shareUpTo } from "../data/distribution.ts";
import type { Limit } from "../data/limits.ts";
import { inOne, percent, stated } from "../format.ts";
import type { ChartContext, Margin } from "./context.ts";
import { durationTicks, type LogScale } from "./log-axis.ts";
import type { Plot } from "./svg.ts";
import { placed, type Word } from "./words.ts";

export const PLOT = 138;
export const margin: Margin = { top: 38, right: 2, bottom: 42, left: 0 };
/** CSS pixels of a letter, text at 11 px. */
export const LETTER = 6;

export const shares = [0.5, 0.95] as const;
export const y = (share: number): number => PLOT * (1 - share);

export function drawTint(plot: Plot, x: LogScale, limits: readonly Limit[]): void {
  const last = limits.at(-1);
  if (last === undefined) return;
  const from = x(last.value);
  plot
    .append("rect")
    .attr("class", "missed")
    .attr("x", from)
    .attr("width", x.range()[1]! - from)
    .attr("height", PLOT)
    .attr("style", "fill: var(--miss); opacity: 0.05");
}

export function drawAxes(plot: Plot, x: LogScale, { narrow }: ChartContext): void {
  const width = x.range()[1]!;
  for (const share of shares) {
    plot
      .append("line")
      .attr("class", "grid")
      .attr("x2", width)
      .attr("y1", y(share))
      .attr("y2", y(share));
    plot
      .append("text")
      .attr("class", "halo")
      .attr("x", narrow ? 0 : -6)
      .attr("y", y(share) + (narrow ? -5 : 4))
      .attr("text-anchor", narrow ? "start" : "end")
      .text(inOne(percent(share)));
  }
  plot.append("line").attr("class", "zero").attr("x2", width).attr("y1", PLOT).attr("y2", PLOT);
  for (const { value, text, unit } of durationTicks(x, Math.max(3, width / 64))) {
    const at = x(value);
    const anchor = at < 12 ? "start" : at > width - 16 ? "end" : "middle";
    const tick = plot
      .append("text")
      .attr("class", "tick")
      .attr("x", at)
      .attr("y", PLOT + 15)
      .attr("text-anchor", anchor)
      .text(text);
    if (unit !== "") tick.append("tspan").attr("class", "unit").text(unit);
  }
}

export type Point = [x: number, y: number];

export const path = line<Point>(
  ([x]) => Number(x.toFixed(2)),
  ([, y]) => Number(y.toFixed(2)),
);

/** The curve as stairs; of many samples two points a pixel, so that it costs what is seen. */
export function outline(distribution: Distribution, x: LogScale): Point[] {
  const { values, samples } = distribution;
  const width = x.range()[1]!;
  const points: Point[] = [];
  if (samples === 0) return points;
  const few = values.length <= 2 * width;
  const stops = few ? [...values] : Array.from({ length: 2 * width }, (_, at) => x.invert(at / 2));
  points.push([x(values[0]!), y(0)]);
  let before = 0;
  for (const value of stops) {
    const share = shareUpTo(distribution, value);
    if (share === before) continue;
    if (few) points.push([x(value), y(before)]);
    points.push([x(value), y(share)]);
    before = share;
  }
  if (before < 1) points.push([x(values.at(-1)!), y(1)]);
  return points;
}

export function drawLimits(plot: Plot, x: LogScale, limits: readonly Limit[]): void {
  const words = limits.map(({ value, classes }): Word => {
    const limit = stated(value);
    const text = classes === undefined ? `SLO ${limit}` : `${shortened(classes)} ${limit}`;
    return { text, x: x(value), y: -12, sides: ["above"], letter: LETTER };
  });
  const places = placed(words, { left: 0, right: x.range()[1]!, top: -margin.top, bottom: 0 });
  for (const [index, word] of words.entries()) {
    plot.append("line").attr("class", "slo").attr("x1", word.x).attr("x2", word.x);
    plot.select("line:last-of-type").attr("y1", -12).attr("y2", PLOT);
    writeWord(plot, word, places[index])?.attr("style", "fill: var(--miss)");
  }
}

const shortened = (classes: readonly string[]): string => {
  const names = classes.join(", ");
  return names.length > 16 ? `${names.slice(0, 15)}…` : names;
};

export function writeWord(plot: Plot, { text }: Word, place: ReturnType<typeof placed>[number]) {
  if (place === undefined) return undefined;
  return plot
    .append("text")
    .attr("class", "halo")
    .attr("x", place.x)
    .attr("y", place.y)
    .attr("text-anchor", place.anchor)
    .text(text);
}
