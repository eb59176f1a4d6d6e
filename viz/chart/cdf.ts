/**
 * A cumulative distribution: which share of samples is at or below each duration.
 *
 * What misses an objective is tinted; an open red dot is the share inside, a dot the 95th
 * percentile, a diamond the chosen request. Behind the requests of a window is the whole run.
 */
import { type Distribution, shareUpTo, valueAt } from "../data/distribution.ts";
import type { Limit } from "../data/limits.ts";
import { duration, inOne, percent, THIN } from "../format.ts";
import {
  drawAxes,
  drawLimits,
  drawTint,
  LETTER,
  margin,
  outline,
  PLOT,
  type Point,
  path,
  shares,
  writeWord,
  y,
} from "./cdf-axes.ts";
import type { ChartContext } from "./context.ts";
import { type LogScale, logScale, withRoomAfter } from "./log-axis.ts";
import { type Plot, svgOf } from "./svg.ts";
import { type Box, placed, type Word } from "./words.ts";

export interface Cdf {
  all: Distribution;
  /** Of the window, where there is one. */
  part: Distribution | undefined;
  limits: readonly Limit[];
  chosen: { name: string; value: number } | undefined;
}

/** CSS pixels of a bold letter at 12 px. */
const BOLD = 6.9;
const ROOM_AFTER_LIMIT = 96;
/** With fewer samples a p99 stands on less than ten of them. */
const ENOUGH = 1000;

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

/** Where the label of a share stands on narrow pages. */
const boxOfTick = (y: number): Box => ({ left: 0, right: 34, top: y - 16, bottom: y - 2 });

function drawCurve(plot: Plot, points: Point[], kind: "whole" | "part"): void {
  plot
    .append("path")
    .attr("class", `line ${kind === "part" ? "ink" : "whole"}`)
    .attr("style", kind === "part" ? null : "stroke: var(--hatch)")
    .attr("d", path(points));
}

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
