/**
 * What happened, and when: the strip of the whole run, and under it rows that share one axis of
 * time.
 */
import type { Annotation } from "../data/moments.ts";
import type { Ranks } from "../data/ranks.ts";
import type { Series } from "../data/series.ts";
import type { Stages } from "../data/stages.ts";
import type { Window } from "../data/window.ts";
import { duration, type Figure, inOne } from "../format.ts";
import { hues } from "../hues.ts";
import type { ChartContext } from "./context.ts";
import { defineHatches } from "./hatch.ts";
import { type Plot, svgOf } from "./svg.ts";
import { timeScale } from "./time/axis.ts";
import { CAUSES_BELOW, causesRow } from "./time/causes.ts";
import { heightOfLanes, laneAt } from "./time/lanes.ts";
import { ranksRow } from "./time/ranks.ts";
import { type Frame, type Place, title } from "./time/row.ts";
import { batchRow, blocksRow, requestsRow, tokensRow } from "./time/rows.ts";
import { stagesRow } from "./time/stages.ts";
import { anchorOf, strip } from "./time/strip.ts";
import { drawTicks } from "./time/ticks.ts";

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
  /** Of an engine that is a pipeline. */
  pipeline?: Pipeline;
  /** Of engines that are ranks of one, seen together. */
  ranks?: Ranks | undefined;
}

export interface Pipeline {
  /** Stages of it. */
  count: number;
  /** What they did in the window, where its steps are known one by one. */
  stages: Stages | undefined;
}

/** The drawing's name for what it defines, once in a page. */
const NAME = "time";

/** Where the line of the ticks stands, and the plots begin, in CSS pixels. */
export const AXIS = 110;
const FIRST = 148;
/** From one plot to the next: room for a title. */
const BETWEEN = 44;
const HEIGHTS = { requests: 73, blocks: 61, batch: 48, tokens: 70, causes: 188 } as const;

/** Where a plot is, from the top of the drawing, in CSS pixels; its title is above it. */
export type Span = readonly [top: number, bottom: number];

type Rows = Pick<TimeData, "series" | "pipeline" | "ranks">;

/** The plots of the rows, from above: those of work are missing where none is known. */
export function plotsOf({ series: { work }, pipeline, ranks }: Rows) {
  const { causes, ...before } = HEIGHTS;
  const heights = [
    ...(work === undefined ? [HEIGHTS.requests] : Object.values(before)),
    ...(pipeline === undefined ? [] : [heightOf(pipeline)]),
    ...(ranks === undefined ? [] : [heightOfLanes(ranks.lanes.length)]),
    ...(work === undefined ? [] : [causes]),
  ];
  let next = FIRST;
  return heights.map((height): Span => {
    const top = next;
    next += height + BETWEEN;
    return [top, top + height];
  });
}

/** A line of words where there is nothing to draw. */
const heightOf = ({ count, stages }: Pipeline): number =>
  stages === undefined ? 14 : heightOfLanes(count);

/** Which stage or rank is drawn so far below the top of the drawing; −1 where none is. */
export function laneUnder(data: TimeData, y: number): number {
  const { pipeline, ranks } = data;
  const lanes = pipeline?.stages?.stages ?? ranks?.lanes;
  if (lanes === undefined) return -1;
  const [top] = plotsOf(data).at(-2)!;
  return laneAt(y - top, lanes.length);
}

export function timeChart(data: TimeData, context: ChartContext): SVGSVGElement {
  const { series, window } = data;
  const { work } = series;
  const plots = plotsOf(data);
  const [, bottom] = plots.at(-1)!;
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

  const next = (heading: string, note = ""): Place => {
    const [top, bottom] = plots.shift()!;
    const row = plot.append("g").attr("transform", `translate(0,${top})`);
    title(row, heading, note);
    return { plot: row, height: bottom - top };
  };
  const mean = meanOf(series);
  // On a narrow page read-outs stand there.
  const note = context.narrow ? "" : mean;
  requestsRow(next("Requests in the system", note), frame);
  if (work === undefined) {
    plot
      .append("text")
      .attr("class", "note")
      .attr("y", bottom + 30)
      .text(ONLY_REQUESTS);
    return svg;
  }
  const { preempted, full } = data;
  blocksRow(next("KV blocks", note), frame, { work, preempted, full });
  batchRow(next("Tokens in a step", note), frame, work);
  tokensRow(next(context.narrow ? "Tokens/s" : "Tokens per second", note), frame, work);
  if (data.pipeline !== undefined) pipelineRow(next("Stages"), frame, data.pipeline);
  if (data.ranks !== undefined) {
    const { title, over } = wordsOf(data.ranks, mean);
    ranksRow(
      context.narrow ? next(title) : next(`${title}, the busiest first`, over),
      frame,
      data.ranks,
    );
  }
  causesRow(next("Where the time goes", `share of wall time, ${mean}`), frame, work);
  return svg;
}

/** What ranks they are, and over what their values are means. */
function wordsOf({ name, of, lanes }: Ranks, mean: string) {
  const which = lanes.length < of ? `${lanes.length} of ${of} ranks` : `${of} ranks`;
  return { title: `${which} of ${name}`, over: lanes[0]?.tiles ? STEP_BY_STEP : mean };
}

function pipelineRow(place: Place, frame: Frame, { stages }: Pipeline): void {
  if (stages !== undefined) stagesRow(place, frame, stages);
  else place.plot.append("text").attr("class", "note").attr("y", 8).text(FROM_AFAR);
}

const FROM_AFAR = "Zoom in to single steps: each stage shows them, and its bubbles between them.";

const ONLY_REQUESTS =
  "A table of requests does not tell KV blocks, tokens and causes; timeline.csv does.";

const STEP_BY_STEP = "step by step";

/** Over what values are means, in words. */
export const meanOf = ({ mean }: Series): string =>
  mean === undefined ? STEP_BY_STEP : `${inOne(rounded(duration(mean)))} mean`;

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
  drawTicks(plot, { context, x }, { from: AXIS + 8, to: bottom })
    .append("text")
    .attr("class", "tick")
    .attr("data-at", ({ at }) => at)
    .attr("y", AXIS)
    .attr("text-anchor", ({ at }) => anchorOf(x(at), left, right))
    .text(({ text }) => text);
}
