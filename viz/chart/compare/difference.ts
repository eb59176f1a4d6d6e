/**
 * The difference, figure by figure: values of each run, B minus A, and a dot on an axis of ratios
 * that lies to the right where B is better. Its colour is the winner's, and grey is nobody's.
 */
import type { Contestant } from "../../data/compare/contestants.ts";
import type { Difference } from "../../data/compare/difference.ts";
import { changeOf } from "../../data/compare/figures.ts";
import type { Figure } from "../../format.ts";
import type { ChartContext } from "../context.ts";
import { type Plot, svgOf } from "../svg.ts";
import { colourOfWinner, strokeOf } from "./colours.ts";
import { type RatioAxis, ratioAxis } from "./ratio-axis.ts";

export interface DifferenceData {
  contestants: readonly Pick<Contestant, "letter">[];
  rows: readonly Difference[];
}

/** Where columns of text end, and where the axis begins, in CSS pixels. */
interface Columns {
  values: readonly number[];
  change: number;
  axis: readonly [left: number, right: number];
  header: number;
  row: number;
  /** Narrow rows have a line for the name, one for values, and one for the dot. */
  lines: readonly [name: number, values: number, dot: number];
}

const NAME = 168;
const VALUE = 86;
const CHANGE = 132;
/** With a spread. */
const SPREAD = 184;
const GAP = 56;

function columnsOf({ contestants, rows }: DifferenceData, context: ChartContext): Columns {
  const { width, narrow } = context;
  const runs = contestants.length;
  if (narrow) {
    const column = width / runs;
    return {
      values: Array.from({ length: runs }, (_, at) => Math.round(column * (at + 1)) - 8),
      change: width,
      axis: [0, width],
      header: 44,
      row: 62,
      lines: [16, 34, 50],
    };
  }
  const values = Array.from({ length: runs }, (_, at) => NAME + VALUE * (at + 1) - 8);
  const isSpread = rows.some(({ change }) => change?.low != null);
  const change = NAME + VALUE * runs + (isSpread ? SPREAD : CHANGE) - 8;
  const from = change + GAP;
  return {
    values,
    change,
    axis: [from, Math.max(from + 120, width - 20)],
    header: 30,
    row: 27,
    lines: [18, 18, 14],
  };
}

export function differenceChart(data: DifferenceData, context: ChartContext): SVGSVGElement {
  const { rows } = data;
  const columns = columnsOf(data, context);
  const { header, row } = columns;
  const bottom = header + rows.length * row;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const size = { width: context.width, height: bottom + 26, margin };
  const { svg, plot } = svgOf(context, size);
  const ratios = rows.flatMap(({ ratios, bounds }) => [...ratios, ...(bounds ?? [])]);
  const sheet: Sheet = { plot, context, columns, axis: ratioAxis(ratios, columns.axis), data };
  drawHeader(sheet);
  drawAxis(sheet, bottom);
  for (const [at, difference] of rows.entries()) drawRow(sheet, difference, header + at * row);
  return svg;
}

interface Sheet {
  plot: Plot;
  context: ChartContext;
  columns: Columns;
  axis: RatioAxis;
  data: DifferenceData;
}

function drawHeader({ plot, context, columns, data }: Sheet): void {
  const y = 14;
  for (const [at, { letter }] of data.contestants.entries()) {
    const right = columns.values[at]!;
    const { colour, dash } = strokeOf(at);
    plot
      .append("line")
      .attr("x1", right - 32)
      .attr("x2", right - 14)
      .attr("y1", y - 4)
      .attr("y2", y - 4)
      .attr("stroke-dasharray", dash)
      .attr("style", `stroke: ${colour}; stroke-width: 2px`);
    endsAt(plot, right, y).attr("class", "strong label").text(letter);
  }
  if (!context.narrow) endsAt(plot, columns.change, y).attr("class", "strong label").text("B − A");
}

const endsAt = (plot: Plot, x: number, y: number) =>
  plot.append("text").attr("x", x).attr("y", y).attr("text-anchor", "end");

function drawAxis({ plot, context, columns, axis }: Sheet, bottom: number): void {
  const top = columns.header;
  for (const { at, text } of axis.ticks) {
    plot
      .append("line")
      .attr("class", text === "equal" ? "equal" : "grid")
      .attr("style", text === "equal" ? "stroke: var(--ink-3)" : null)
      .attr("x1", at)
      .attr("x2", at)
      .attr("y1", top - 4)
      .attr("y2", bottom);
    plot
      .append("text")
      .attr("class", "tick")
      .attr("x", at)
      .attr("y", top - 10)
      .attr("text-anchor", anchorIn(at, context))
      .text(text);
  }
  const [left, right] = axis.ends;
  drawSide(plot, { x: left, y: bottom + 18, letter: "A", way: -1 });
  drawSide(plot, { x: right, y: bottom + 18, letter: "B", way: 1 });
}

/** Which way is better for whom; the arrow is drawn, since a font may lack it. */
function drawSide(
  plot: Plot,
  { x, y, letter, way }: { x: number; y: number; letter: "A" | "B"; way: 1 | -1 },
): void {
  const style = `fill: ${strokeOf(letter === "A" ? 0 : 1).colour}`;
  plot
    .append("path")
    .attr("d", arrow(x, y - 4, way))
    .attr("style", style);
  plot
    .append("text")
    .attr("class", "label")
    .attr("x", x - 14 * way)
    .attr("y", y)
    .attr("text-anchor", way < 0 ? "start" : "end")
    .attr("style", style)
    .text(`${letter} better`);
}

/** Its point is at `x`. */
const arrow = (x: number, y: number, way: number): string =>
  `M${x - 8 * way} ${y - 4.5}L${x} ${y}L${x - 8 * way} ${y + 4.5}Z`;

const anchorIn = (x: number, { width }: ChartContext): string =>
  x < 16 ? "start" : x > width - 16 ? "end" : "middle";

function drawRow(sheet: Sheet, difference: Difference, top: number): void {
  const { plot, context, columns, axis } = sheet;
  const { figure, values, ratios } = difference;
  const row = plot
    .append("g")
    .attr("class", "row")
    .attr("data-figure", figure.key)
    .attr("transform", `translate(0,${top})`);
  const [nameLine, valueLine, dotLine] = columns.lines;
  const across = context.narrow ? context.width : columns.change;
  row.append("line").attr("class", "zero").attr("x2", across);
  row.append("text").attr("class", "label").attr("y", nameLine).text(figure.label);
  for (const [at, value] of values.entries()) {
    const written = value === null ? { number: "–", unit: "" } : figure.write(value);
    write(endsAt(row, columns.values[at]!, valueLine).attr("class", "label name"), written);
  }
  const change = endsAt(row, columns.change, context.narrow ? nameLine : valueLine);
  if (context.narrow) change.append("tspan").attr("class", "unit").text("B − A ");
  writeChange(change.attr("class", "label name change"), difference);
  for (const [at, ratio] of ratios.entries())
    if (at > 0 && ratio !== null) drawDot(row, { axis, y: dotLine, at, ratio }, difference);
}

type Text = ReturnType<typeof endsAt>;

/** Units are lighter than numbers. */
function write(text: Text, { number, unit }: Figure): void {
  text.append("tspan").text(number);
  if (unit !== "") text.append("tspan").attr("class", "unit").text(` ${unit}`);
}

/** The spread bears a unit of its own only where it is another one. */
function writeChange(text: Text, { figure, change }: Difference): void {
  if (change === null) {
    write(text, { number: "–", unit: "" });
    return;
  }
  const told = changeOf(figure, change.value);
  const { low, high } = change;
  if (low === null || high === null) {
    write(text, told);
    return;
  }
  const spread = (figure.writeChange ?? figure.write)((high - low) / 2);
  const isAlike = spread.unit === told.unit;
  write(text, isAlike ? { ...told, unit: "" } : told);
  text
    .append("tspan")
    .attr("class", "unit")
    .text(` ± ${[spread.number, spread.unit].join(" ")}`);
}

interface Dot {
  axis: RatioAxis;
  y: number;
  /** Of the run: 1 is B. */
  at: number;
  ratio: number;
}

function drawDot(row: Plot, { axis, y, at, ratio }: Dot, { winner, bounds }: Difference): void {
  const isB = at === 1;
  const colour = isB ? colourOfWinner(winner) : strokeOf(at).colour;
  const x = axis.x(ratio);
  if (isB && bounds !== null)
    row
      .append("line")
      .attr("class", "interval")
      .attr("x1", axis.x(bounds[0]))
      .attr("x2", axis.x(bounds[1]))
      .attr("y1", y)
      .attr("y2", y)
      .attr("style", `stroke: ${colour}; stroke-width: 2px`);
  if (axis.isBeyond(ratio)) {
    row
      .append("path")
      .attr("class", isB ? "ratio beyond" : "ratio other beyond")
      .attr("d", arrow(x, y, ratio > 1 ? 1 : -1))
      .attr("style", `fill: ${colour}`);
    return;
  }
  row
    .append("circle")
    .attr("class", isB ? "ratio" : "ratio other")
    .attr("data-key", isB ? "ratio" : `ratio ${at}`)
    .attr("cx", x)
    .attr("cy", y)
    .attr("r", isB ? 4.5 : 3.5)
    .attr("style", isB ? `fill: ${colour}` : `fill: var(--paper); stroke: ${colour}`);
}
