/**
 * The Gantt: a row a request, from its arrival to its end.
 *
 * Waiting is a dotted hairline, a piece of its prompt a full-height block, decoding a line, and a
 * preemption a tick and then hatching until it starts again. Its time axis is that of the rows
 * above it. Among very many rows the marks are painted on a canvas, over the same grid.
 */
import { select } from "d3";
import type { Seconds } from "../../sim/index.ts";
import type { RequestLine } from "../data/request-line.ts";
import type { Window } from "../data/window.ts";
import type { ChartContext } from "./context.ts";
import { drawGlyph } from "./gantt-glyphs.ts";
import { marksOf, ROW } from "./gantt-marks.ts";
import { defineHatches } from "./hatch.ts";
import { svgOf } from "./svg.ts";
import { timeScale } from "./time/axis.ts";

/** Height of what lies behind the selected row: a little more than a row. */
const BAND = ROW + 3;

export interface Gantt {
  /** Those whose rows are in sight, from the top. */
  lines: readonly RequestLine[];
  /** Of the first row, in pixels: rows scroll. */
  top: number;
  height: number;
  window: Window;
  /** Instants of the grid. */
  ticks: readonly Seconds[];
  selected: number | undefined;
  /** The slowest, of which the page tells as long as none is selected. */
  slowest?: number | undefined;
}

export function gantt(data: Gantt, context: ChartContext): SVGSVGElement {
  const { svg, plot } = frame(data, context);
  defineHatches(select(svg), [{ id: "gantt-lost", stroke: "miss" }]);
  const x = timeScale(data.window, context);
  data.lines.forEach((line, row) => {
    const selected = line.request === data.selected;
    const group = plot
      .append("g")
      .attr("class", selected ? "request selected" : "request")
      .attr("data-request", line.request)
      .attr("transform", `translate(0,${data.top + (row + 0.5) * ROW})`);
    for (const mark of marksOf(line, x)) drawGlyph(group, mark, "url(#gantt-lost)", selected);
  });
  return svg;
}

/** What lies under the marks, and the label beside them: all that a canvas leaves to SVG. */
export function ganttFrame(data: Gantt, context: ChartContext): SVGSVGElement {
  return frame(data, context).svg;
}

function frame(data: Gantt, context: ChartContext) {
  const { lines, top, height, window, ticks, selected } = data;
  const none = { top: 0, right: 0, bottom: 0, left: 0 };
  const { svg, plot } = svgOf(context, { width: context.width, height, margin: none });
  const x = timeScale(window, context);
  plot
    .selectAll("line.grid")
    .data(ticks.filter((tick) => tick >= window[0] && tick <= window[1]))
    .join("line")
    .attr("class", "grid")
    .attr("x1", x)
    .attr("x2", x)
    .attr("y2", height);
  const told = selected ?? data.slowest;
  const row = lines.findIndex(({ request }) => request === told);
  if (row < 0) return { svg, plot };
  const [left, right] = x.range() as [number, number];
  const middle = top + (row + 0.5) * ROW;
  plot
    .append("rect")
    .attr("class", "band")
    .attr("x", left)
    .attr("y", middle - BAND / 2)
    .attr("width", right - left)
    .attr("height", BAND)
    .style("fill", "var(--ink)")
    .style("opacity", selected === undefined ? 0.04 : 0.08);
  if (!context.narrow)
    plot
      .append("text")
      .attr("class", selected === undefined ? "light" : "strong")
      .attr("x", right + 12)
      .attr("y", middle)
      .attr("dy", "0.35em")
      .text(`r${told}, ${selected === undefined ? "the slowest" : "selected"}`);
  return { svg, plot };
}
