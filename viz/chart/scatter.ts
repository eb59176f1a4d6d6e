/**
 * Prompt length against time to first token: a dot a request, on two logarithmic axes.
 *
 * A ring is a request that was preempted, the diamond the chosen one; what is above the line misses
 * the objective. Many dots are painted on a canvas below the axes.
 */

import type { Limit } from "../data/limits.ts";
import { count, stated } from "../format.ts";
import { drawChosenAt } from "./chosen.ts";
import type { ChartContext } from "./context.ts";
import { durationTicks, roundNumbers } from "./log-axis.ts";
import {
  drawDots,
  margin,
  PLOT,
  paintDots,
  pixelsOf,
  type Scales,
  type Scatter,
  scalesOf,
  shownRows,
} from "./scatter-dots.ts";
import { type Plot, svgOf } from "./svg.ts";

const HEIGHT = margin.top + PLOT + margin.bottom;
/** More marks than these are painted. */
export const MOST_ELEMENTS = 2000;

export function scatter(data: Scatter, context: ChartContext): Element {
  const { svg, plot } = svgOf(context, { width: context.width, height: HEIGHT, margin });
  const scales = scalesOf(data, context);
  const rows = shownRows(data);
  const painted = rows.length > MOST_ELEMENTS;
  drawGround(plot, scales, data.limits);
  if (!painted) drawDots(plot, scales, data, rows);
  drawLimits(plot, scales, data.limits);
  drawTicks(plot, scales, context);
  drawChosen(plot, scales, data);
  if (!painted) return svg;
  const both = context.document.createElement("div");
  both.className = "layers";
  const canvas = context.document.createElement("canvas");
  paintDots(canvas, pixelsOf(data, scales), data, rows);
  both.append(canvas, svg);
  return both;
}

/** What misses the objective, and the lines of the axes. */
function drawGround(plot: Plot, { x, y }: Scales, limits: readonly Limit[]): void {
  const width = x.range()[1]!;
  const last = limits.at(-1);
  if (last !== undefined)
    plot
      .append("rect")
      .attr("class", "missed")
      .attr("width", width)
      .attr("height", y(last.value))
      .attr("style", "fill: var(--miss); opacity: 0.05");
  for (const { value } of durationTicks(y, 4)) level(plot, "grid", width, y(value));
  level(plot, "zero", width, PLOT);
}

function level(plot: Plot, kind: string, width: number, y: number): void {
  plot.append("line").attr("class", kind).attr("x2", width).attr("y1", y).attr("y2", y);
}

function drawLimits(plot: Plot, { x, y }: Scales, limits: readonly Limit[]): void {
  const width = x.range()[1]!;
  for (const { value, classes } of limits) {
    level(plot, "slo", width, y(value));
    plot
      .append("text")
      .attr("class", "halo")
      .attr("x", width)
      .attr("y", y(value) - 5)
      .attr("text-anchor", "end")
      .attr("style", "fill: var(--miss)")
      .text(`${classes?.join(", ") ?? "SLO"} ${stated(value)}`);
  }
}

function drawTicks(plot: Plot, { x, y }: Scales, { narrow }: ChartContext): void {
  const width = x.range()[1]!;
  for (const { value, text, unit } of durationTicks(y, 4)) {
    const tick = plot
      .append("text")
      .attr("class", "halo")
      .attr("x", narrow ? 0 : -6)
      .attr("y", y(value) + (narrow ? -5 : 4))
      .attr("text-anchor", narrow ? "start" : "end")
      .text(text);
    if (unit !== "") tick.append("tspan").attr("class", "unit").text(unit);
  }
  const [low, high] = x.domain() as [number, number];
  for (const value of roundNumbers(low, high, Math.max(3, width / 80)))
    plot
      .append("text")
      .attr("x", x(value))
      .attr("y", PLOT + 15)
      .attr("text-anchor", x(value) < 12 ? "start" : x(value) > width - 20 ? "end" : "middle")
      .text(count(value));
  plot
    .append("text")
    .attr("x", width)
    .attr("y", PLOT + 35)
    .attr("text-anchor", "end")
    .text("prompt tokens");
}

function drawChosen(plot: Plot, { x, y }: Scales, { requests, rows, chosen }: Scatter): void {
  if (chosen === undefined || rows?.includes(chosen) === false) return;
  const [prompt, ttft] = [requests.prompt[chosen]!, requests.ttft[chosen]!];
  if (!(ttft > 0 && prompt > 0)) return;
  drawChosenAt(plot, { left: x(prompt), top: y(ttft), right: x.range()[1]! }, chosen);
}
