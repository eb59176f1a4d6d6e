/**
 * Two figures of every point of a study: one thin line a configuration, the frontier dark and open,
 * what it dominates small and grey. The side that misses an objective is tinted.
 */
import { group, line } from "d3";
import type { StudyPoint } from "../../data/study/point.ts";
import type { ChartContext } from "../context.ts";
import { type Plot, svgOf } from "../svg.ts";
import { round } from "../time/row.ts";
import type { Box } from "../words.ts";
import { boxAt, LETTER, labelLines } from "./line-labels.ts";
import {
  drawAxes,
  type ParetoData,
  type ParetoScales,
  PLOT,
  paretoMargin,
  paretoScales,
} from "./pareto-scales.ts";

export function pareto(data: ParetoData, context: ChartContext): SVGSVGElement {
  const height = paretoMargin.top + PLOT + paretoMargin.bottom;
  const { svg, plot } = svgOf(context, { width: context.width, height, margin: paretoMargin });
  const scales = paretoScales(data, context);
  drawAxes(plot, scales, data);
  drawLimit(plot, scales, data);
  drawLines(plot, scales, data);
  drawFront(plot, scales, data);
  drawPoints(plot, scales, data);
  writeLabels(plot, scales, data);
  // It is moved, never drawn anew.
  plot
    .append("circle")
    .attr("class", "seen")
    .attr("visibility", "hidden")
    .attr("r", 9)
    .attr("style", "fill: none; stroke: var(--ink); stroke-width: 1.2px");
  return svg;
}

/** The side of each objective that misses it. */
function drawLimit(plot: Plot, { x, y }: ParetoScales, data: ParetoData): void {
  const [left, right] = x.range() as [number, number];
  const tint = (box: { x: number; y: number; width: number; height: number }) => {
    const rect = plot.append("rect").attr("class", "missed");
    for (const [name, value] of Object.entries(box)) rect.attr(name, Math.max(0, value));
    rect.attr("style", "fill: var(--miss); opacity: 0.05");
  };
  const across = data.x.limit;
  if (across !== undefined) {
    const at = x(across.value);
    if (data.x.better === "less") tint({ x: at, y: 0, width: right - at, height: PLOT });
    else tint({ x: left, y: 0, width: at - left, height: PLOT });
    plot.append("line").attr("class", "slo").attr("x1", at).attr("x2", at).attr("y2", PLOT);
    write(plot, { x: at + 5, y: PLOT - 8, anchor: "start" }, across.words).attr(
      "style",
      "fill: var(--miss)",
    );
  }
  const up = data.y.limit;
  if (up !== undefined) {
    const at = y(up.value);
    if (data.y.better === "less") tint({ x: left, y: 0, width: right - left, height: at });
    else tint({ x: left, y: at, width: right - left, height: PLOT - at });
    plot.append("line").attr("class", "slo").attr("x1", left).attr("x2", right).attr("y1", at);
    plot.select("line:last-of-type").attr("y2", at);
    write(plot, { x: right, y: at - 5, anchor: "end" }, up.words).attr(
      "style",
      "fill: var(--miss)",
    );
  }
}

interface Spot {
  x: number;
  y: number;
  anchor: string;
}

const write = (plot: Plot, { x, y, anchor }: Spot, text: string) =>
  plot
    .append("text")
    .attr("class", "halo")
    .attr("x", x)
    .attr("y", y)
    .attr("text-anchor", anchor)
    .text(text);

const path = line<[number, number]>(
  ([x]) => round(x),
  ([, y]) => round(y),
);

/** Of each line its points, in the order in which they were given. */
const linesOf = (points: readonly StudyPoint[]) => group(points, (point) => point.group);

function drawLines(plot: Plot, { x, y }: ParetoScales, { points }: ParetoData): void {
  for (const [name, held] of linesOf(points))
    plot
      .append("path")
      .attr("class", "configuration")
      .attr("data-group", name)
      .attr("style", "fill: none; stroke: var(--hatch)")
      .attr("d", path(held.map((point) => [x(point.x.value), y(point.y.value)])));
}

function drawFront(plot: Plot, { x, y }: ParetoScales, { points }: ParetoData): void {
  const front = points.filter(({ isFront }) => isFront).sort((a, b) => a.x.value - b.x.value);
  if (front.length < 2) return;
  plot
    .append("path")
    .attr("class", "thin ink front")
    .attr("d", path(front.map((point) => [x(point.x.value), y(point.y.value)])));
}

/** The frontier over what it dominates, and the answer over both. */
function drawPoints(plot: Plot, { x, y }: ParetoScales, { points }: ParetoData): void {
  const order = [...points].sort((a, b) => weight(a) - weight(b));
  for (const point of order) {
    const [left, top] = [x(point.x.value), y(point.y.value)];
    spread(plot, point, { x, y });
    plot
      .append("circle")
      .attr("class", point.isFront ? "point open" : "point")
      .attr("data-point", point.id)
      .attr("cx", round(left))
      .attr("cy", round(top))
      .attr("r", point.isChosen ? 5.5 : point.isFront ? 4 : 2.2)
      .attr("style", styleOf(point));
  }
}

const weight = ({ isFront, isChosen }: StudyPoint): number => (isChosen ? 2 : isFront ? 1 : 0);

function styleOf({ isFront, isChosen, holds }: StudyPoint): string {
  if (isChosen) return "fill: var(--ink); stroke: var(--paper)";
  const stroke = holds === false ? "var(--miss)" : "var(--ink)";
  if (isFront) return `fill: var(--paper); stroke: ${stroke}; stroke-width: 1.4px`;
  return `fill: ${holds === false ? "var(--miss)" : "var(--ink-3)"}`;
}

/** Intervals, where replications give them. */
function spread(plot: Plot, point: StudyPoint, { x, y }: ParetoScales): void {
  const bar = (from: [number, number], to: [number, number]) =>
    plot
      .append("path")
      .attr("class", "interval")
      .attr("style", "fill: none; stroke: var(--hatch)")
      .attr("d", path([from, to]));
  const [left, top] = [x(point.x.value), y(point.y.value)];
  if (point.x.low !== null && point.x.high !== null)
    bar([x(point.x.low), top], [x(point.x.high), top]);
  if (point.y.low !== null && point.y.high !== null)
    bar([left, y(point.y.low)], [left, y(point.y.high)]);
}

/** The answer's name first, then those on the frontier. */
function writeLabels(
  plot: Plot,
  { x, y }: ParetoScales,
  { points, x: { limit: across } }: ParetoData,
): void {
  const [left, right] = x.range() as [number, number];
  const placeOf = (point: StudyPoint) => [x(point.x.value), y(point.y.value)] as const;
  const lines = [...linesOf(points)].map(([name, held]) => ({
    name,
    held: [...held].sort((a, b) => weight(b) - weight(a)),
  }));
  lines.sort((a, b) => weight(b.held[0]!) - weight(a.held[0]!));
  const objective = across === undefined ? [] : [besideLine(x(across.value), across.words)];
  labelLines(
    plot,
    lines.map(({ name, held }) => ({
      name,
      points: held.map(placeOf),
      isStrong: weight(held[0]!) > 0,
    })),
    {
      room: { left, right, top: -8, bottom: PLOT },
      taken: [...points.map((point) => boxAt(...placeOf(point), 3)), ...objective],
    },
  );
}

/** What the words of an objective take. */
const besideLine = (x: number, words: string): Box => ({
  left: x - 2,
  right: x + 8 + words.length * LETTER,
  top: PLOT - 20,
  bottom: PLOT,
});
