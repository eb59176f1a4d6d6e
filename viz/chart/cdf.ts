/**
 * A cumulative distribution: which share of samples is at or below each duration.
 *
 * What misses an objective is tinted; an open red dot is the share inside, a dot the 95th
 * percentile, a diamond the chosen request. Behind the requests of a window is the whole run.
 */
import { line } from "d3";
import { type Distribution, shareUpTo, valueAt } from "../data/distribution.ts";
import type { Limit } from "../data/limits.ts";
import { duration, inOne, percent, stated, THIN } from "../format.ts";
import type { ChartContext, Margin } from "./context.ts";
import { durationTicks, type LogScale, logScale, withRoomAfter } from "./log-axis.ts";
import { type Plot, svgOf } from "./svg.ts";
import { type Box, placed, type Word } from "./words.ts";

export interface Cdf {
  all: Distribution;
  /** Of the window, where there is one. */
  part: Distribution | undefined;
  limits: readonly Limit[];
  chosen: { name: string; value: number } | undefined;
}

const PLOT = 138;
const margin: Margin = { top: 38, right: 2, bottom: 42, left: 0 };
/** CSS pixels of a letter, text at 11 px, and of a bold one at 12 px. */
const LETTER = 6;
const BOLD = 6.9;
const ROOM_AFTER_LIMIT = 96;
/** With fewer samples a p99 stands on less than ten of them. */
const ENOUGH = 1000;

const shares = [0.5, 0.95] as const;
const y = (share: number): number => PLOT * (1 - share);

export function cdf(data: Cdf, context: ChartContext): SVGSVGElement {
  const { all, part = all, limits } = data;
  const x = scaleOf(data, context.width - margin.left - margin.right);
  const height = margin.top + PLOT + margin.bottom;
  const { svg, plot } = svgOf(context, { width: context.width, height, margin });
  drawTint(plot, x, limits);
  drawAxes(plot, x, context);
  if (part !== all) drawCurve(plot, outline(all, x), "whole");
  drawCurve(plot, outline(part, x), "part");
  drawLimits(plot, x, limits);
  drawPoints(plot, x, data, context);
  drawPercentiles(plot, part);
  return svg;
}

/** Of the whole run, so that a window moves no axis; with room to say what the last limit keeps. */
function scaleOf({ all, limits }: Cdf, width: number): LogScale {
  const values = limits.map(({ value }) => value);
  const scale = logScale([valueAt(all, 0), valueAt(all, 1), ...values], [0, width]);
  return withRoomAfter(scale, Math.max(...values), ROOM_AFTER_LIMIT);
}

function drawTint(plot: Plot, x: LogScale, limits: readonly Limit[]): void {
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

function drawAxes(plot: Plot, x: LogScale, { narrow }: ChartContext): void {
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

/** Where the label of a share stands on narrow pages. */
const boxOfTick = (y: number): Box => ({ left: 0, right: 34, top: y - 16, bottom: y - 2 });

type Point = [x: number, y: number];

const path = line<Point>(
  ([x]) => Number(x.toFixed(2)),
  ([, y]) => Number(y.toFixed(2)),
);

function drawCurve(plot: Plot, points: Point[], kind: "whole" | "part"): void {
  plot
    .append("path")
    .attr("class", `line ${kind === "part" ? "ink" : "whole"}`)
    .attr("style", kind === "part" ? null : "stroke: var(--hatch)")
    .attr("d", path(points));
}

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

function drawLimits(plot: Plot, x: LogScale, limits: readonly Limit[]): void {
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

function drawPoints(plot: Plot, x: LogScale, data: Cdf, { narrow }: ChartContext): void {
  const { all, part = all, limits, chosen } = data;
  if (part.samples === 0) return;
  const [limit] = limits;
  const inside = limits.length === 1 ? shareUpTo(part, limit!.value) : undefined;
  const points: { word: Word; draw: () => void; strong?: true }[] = [];
  if (inside !== undefined) {
    const [px, py] = [x(limit!.value), y(inside)];
    points.push({
      word: {
        text: `${inOne(percent(inside))} inside`,
        ...{ x: px, y: py, letter: BOLD },
        sides: inside < 0.1 ? ["right", "above-left"] : ["below-right", "below-left", "above-left"],
      },
      draw: () => dot(plot, px, py, "fill: var(--paper); stroke: var(--miss); stroke-width: 1.8px"),
      strong: true,
    });
  }
  const p95 = valueAt(part, 0.95);
  points.push({
    word: {
      text: `p95 ${inOne(duration(p95))}`,
      ...{ x: x(p95), y: y(0.95), letter: LETTER, sides: ["above-left", "below-right", "right"] },
    },
    draw: () => dot(plot, x(p95), y(0.95), "fill: var(--ink)"),
  });
  if (chosen !== undefined && chosen.value > 0) {
    const [px, py] = [x(chosen.value), y(shareUpTo(part, chosen.value))];
    points.push({
      word: {
        text: chosen.name,
        ...{ x: px, y: py, letter: LETTER, sides: ["below-right", "above-left", "right"] },
      },
      draw: () =>
        plot
          .append("path")
          .attr("class", "chosen")
          .attr("d", "M0-5L5 0L0 5L-5 0Z")
          .attr("transform", `translate(${px.toFixed(2)},${py.toFixed(2)})`)
          .attr("style", "fill: var(--ink); stroke: var(--paper)"),
    });
  }
  const room = { left: 0, right: x.range()[1]!, top: -12, bottom: PLOT };
  const places = placed(
    points.map(({ word }) => word),
    room,
    narrow ? shares.map((share) => boxOfTick(y(share))) : [],
  );
  for (const { draw } of points) draw();
  for (const [index, { word, strong }] of points.entries())
    writeWord(plot, word, places[index])?.classed("strong label", strong === true);
}

function dot(plot: Plot, x: number, y: number, style: string): void {
  plot.append("circle").attr("cx", x).attr("cy", y).attr("r", 3.5).attr("style", style);
}

function writeWord(plot: Plot, { text }: Word, place: ReturnType<typeof placed>[number]) {
  if (place === undefined) return undefined;
  return plot
    .append("text")
    .attr("class", "halo")
    .attr("x", place.x)
    .attr("y", place.y)
    .attr("text-anchor", place.anchor)
    .text(text);
}

/** The figures themselves, below the axis. */
function drawPercentiles(plot: Plot, part: Distribution): void {
  const text = plot
    .append("text")
    .attr("class", "percentiles")
    .attr("y", PLOT + 35);
  if (part.samples === 0) return;
  for (const share of [0.5, 0.95, 0.99]) {
    const few = share === 0.99 && part.samples < ENOUGH;
    const figure = inOne(duration(valueAt(part, share)));
    text
      .append("tspan")
      .attr("dx", share === 0.5 ? null : 12)
      .attr("style", few ? "fill: var(--ink-3); font-style: italic" : null)
      .text(`p${100 * share} ${figure}${few ? `, n${THIN}=${THIN}${part.samples}` : ""}`);
  }
}
