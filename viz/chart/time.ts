/**
 * What happened, and when: the strip of the whole run, and under it rows that share one axis of
 * time.
 */
import type { Annotation } from "../data/moments.ts";
import type { Series } from "../data/series.ts";
import type { Window } from "../data/window.ts";
import { duration, type Figure, inOne } from "../format.ts";
import { hues } from "../hues.ts";
import type { ChartContext } from "./context.ts";
import { defineHatches } from "./hatch.ts";
import { type Plot, svgOf } from "./svg.ts";
import { ticksThatFit, timeScale, timeTicks } from "./time/axis.ts";
import { CAUSES_BELOW, causesRow } from "./time/causes.ts";
import { type Frame, type Place, round, title } from "./time/row.ts";
import { blocksRow, requestsRow, tokensRow } from "./time/rows.ts";
import { anchorOf, strip } from "./time/strip.ts";

export interface TimeData {
  /** From the start of the run to its end. */
  whole: Window;
  window: Window;
  /** Of the whole run, and of the window. */
  overview: Series;
  series: Series;
  /** When requests were preempted, in order. */
  preempted: Float64Array;
  full: Annotation | undefined;
}

/** The drawing's name for what it defines, once in a page. */
const NAME = "time";

/** Where the line of the ticks stands, and the plots begin, in CSS pixels. */
export const AXIS = 110;
const FIRST = 148;
/** From one plot to the next: room for a title. */
const BETWEEN = 44;
const HEIGHTS = { requests: 73, blocks: 61, tokens: 70, causes: 188 } as const;

export function timeChart(data: TimeData, context: ChartContext): SVGSVGElement {
  const { series, window } = data;
  const { work } = series;
  const heights = work === undefined ? [HEIGHTS.requests] : Object.values(HEIGHTS);
  const plots = heights.reduce((sum, height) => sum + height, 0);
  const bottom = FIRST + plots + BETWEEN * (heights.length - 1);
  const below = work === undefined ? BETWEEN : context.narrow ? CAUSES_BELOW : 8;
  const margin = { top: 0, right: 0, bottom: 0, left: 0 };
  const { svg, plot } = svgOf(context, { width: context.width, height: bottom + below, margin });
  const x = timeScale(window, context);
  const frame: Frame = { context, series, x, name: NAME };

  definitions(plot, frame, bottom);
  strip(plot, frame, {
    series: data.overview,
    scale: timeScale(data.whole, context),
    window,
  });
  axis(plot, frame, bottom);

  let top: number = FIRST;
  const next = (height: number, heading: string, note = ""): Place => {
    const row = plot.append("g").attr("transform", `translate(0,${top})`);
    title(row, heading, context.narrow && height !== HEIGHTS.causes ? "" : note);
    top += height + BETWEEN;
    return { plot: row, height };
  };
  const mean = meanOf(series);
  requestsRow(next(HEIGHTS.requests, "Requests in the system", mean), frame);
  if (work === undefined) {
    plot
      .append("text")
      .attr("class", "note")
      .attr("y", bottom + 30)
      .text(ONLY_REQUESTS);
    return svg;
  }
  const { preempted, full } = data;
  blocksRow(next(HEIGHTS.blocks, "KV blocks", mean), frame, { work, preempted, full });
  tokensRow(
    next(HEIGHTS.tokens, context.narrow ? "Tokens/s" : "Tokens per second", mean),
    frame,
    work,
  );
  causesRow(
    next(HEIGHTS.causes, "Where the time goes", `share of wall time, ${mean}`),
    frame,
    work,
  );
  return svg;
}

const ONLY_REQUESTS =
  "A table of requests does not tell KV blocks, tokens and causes; timeline.csv does.";

/** Over what values are means, in words. */
export const meanOf = ({ mean }: Series): string =>
  mean === undefined ? "step by step" : `${inOne(rounded(duration(mean)))} mean`;

/** Lengths of bins are round in powers of two: `4 s` rather than `4.00 s`. */
const rounded = ({ number, unit }: Figure): Figure => ({
  number: number.includes(".") ? number.replace(/\.?0+$/, "") : number,
  unit,
});

function definitions(plot: Plot, { x, name }: Frame, bottom: number): void {
  const [left, right] = x.range() as [number, number];
  const bubble = hues.find(({ hatched }) => hatched)!;
  defineHatches(plot, [
    { id: `${name}-waiting`, stroke: "hatch" },
    { id: `${name}-${bubble.key}`, stroke: "ink-2", fill: bubble.fill, gap: 4 },
  ]);
  plot
    .select("defs")
    .append("clipPath")
    .attr("id", `${name}-clip`)
    .append("rect")
    .attr("x", left)
    .attr("y", -4)
    .attr("width", right - left)
    .attr("height", bottom);
}

/** Ticks of the window, and a light line down through all rows from each. */
function axis(plot: Plot, { x, context }: Frame, bottom: number): void {
  const [left, right] = x.range() as [number, number];
  const ticks = plot
    .selectAll(null)
    .data(timeTicks(x.domain() as [number, number], ticksThatFit(context, x)))
    .join("g")
    .attr("transform", ({ at }) => `translate(${round(x(at))},0)`);
  ticks
    .append("line")
    .attr("class", "grid")
    .attr("y1", AXIS + 8)
    .attr("y2", bottom);
  ticks
    .append("text")
    .attr("class", "tick")
    .attr("data-at", ({ at }) => at)
    .attr("y", AXIS)
    .attr("text-anchor", ({ at }) => anchorOf(x(at), left, right))
    .text(({ text }) => text);
}
