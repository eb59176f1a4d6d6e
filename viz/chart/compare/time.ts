/**
 * Several runs over one axis of time: A is ink, B green, and the gap between the two is tinted;
 * further ones are dashed. A cursor stands at an instant, and values are written at the right.
 */
import { max } from "d3";
import type { Contestant } from "../../data/compare/contestants.ts";
import type { AxesRow, SameAxes } from "../../data/compare/same-axes.ts";
import { inOne, percent } from "../../format.ts";
import type { ChartContext } from "../context.ts";
import { type Plot, svgOf } from "../svg.ts";
import { timeScale } from "../time/axis.ts";
import { type Frame, type Place, readOuts, tail, title, values } from "../time/row.ts";
import { shapes } from "../time/shapes.ts";
import { anchorOf } from "../time/strip.ts";
import { drawTicks } from "../time/ticks.ts";
import { strokeOf } from "./colours.ts";

export interface ComparedTime {
  axes: SameAxes;
  contestants: readonly Pick<Contestant, "letter">[];
}

const TOP = 44;
const ROW = 60;
const BETWEEN = 36;

export function comparedTime(data: ComparedTime, context: ChartContext): SVGSVGElement {
  const { axes } = data;
  const { rows } = axes;
  const bottom = TOP + rows.length * ROW + (rows.length - 1) * BETWEEN;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const size = { width: context.width, height: bottom + 22, margin };
  const { svg, plot } = svgOf(context, size);
  const x = timeScale(axes.window, context);
  drawTimes(plot, { context, x }, bottom);
  for (const [at, row] of rows.entries()) {
    const place = plot.append("g").attr("transform", `translate(0,${TOP + at * (ROW + BETWEEN)})`);
    title(place, context.narrow ? row.brief : row.title);
    drawRow({ plot: place, height: ROW }, { context, x }, { row, data });
  }
  drawCursor(plot, bottom);
  return svg;
}

type Axes = Pick<Frame, "context" | "x">;

function drawTimes(plot: Plot, { context, x }: Axes, bottom: number): void {
  const [left, right] = x.range() as [number, number];
  drawTicks(plot, { context, x }, { from: TOP - 4, to: bottom })
    .append("text")
    .attr("class", "tick")
    .attr("y", bottom + 16)
    .attr("text-anchor", ({ at }) => anchorOf(x(at), left, right))
    .text(({ text }) => text);
}

function drawRow(
  place: Place,
  frame: Axes,
  { row, data }: { row: AxesRow; data: ComparedTime },
): void {
  const { axes, contestants } = data;
  const most = Math.max(...row.values.map((values) => max(values) ?? 0));
  const y = values(
    place,
    frame,
    row.isShare
      ? { most: 1, ticks: [0, 0.5, 1], text: (share) => inOne(percent(share)) }
      : { most: Math.max(most, 1) },
  );
  const draw = shapes(axes, frame.x, "straight");
  const [a, b] = row.values as [Float64Array, Float64Array];
  place.plot
    .append("path")
    .attr("class", "gap")
    .attr("style", `fill: ${strokeOf(1).colour}; opacity: 0.1`)
    .attr(
      "d",
      draw.area(
        (bin) => y(a[bin]!),
        (bin) => y(b[bin]!),
      ),
    );
  // A over the others: it is what they are held against.
  for (let at = row.values.length - 1; at >= 0; at--)
    place.plot
      .append("path")
      .attr("class", "line")
      .attr("data-run", contestants[at]!.letter)
      .attr("style", `stroke: ${strokeOf(at).colour}`)
      .attr("stroke-dasharray", strokeOf(at).dash)
      .attr(
        "d",
        draw.line((bin) => y(row.values[at]![bin]!)),
      );
  readOuts(
    place,
    frame,
    row.values.map((values, at) => ({
      read: `${row.key} ${at}`,
      label: contestants[at]!.letter,
      glyph: "line",
      colour: strokeOf(at).colour,
      y: y(tail(axes.bins, (bin) => values[bin]!)),
    })),
  );
}

/** It is moved, never drawn anew. */
function drawCursor(plot: Plot, bottom: number): void {
  const cursor = plot.append("g").attr("class", "cursor").attr("visibility", "hidden");
  cursor.append("line").attr("class", "head").attr("y1", 22).attr("y2", bottom);
  cursor.append("text").attr("class", "strong halo").attr("y", 14).attr("text-anchor", "middle");
}
