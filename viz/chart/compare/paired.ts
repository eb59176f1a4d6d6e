/**
 * Each request against itself: when it came, and how much later it ends in B than in A.
 *
 * Above the line A ended first, below it B; a ring was preempted in one of them. The histogram at
 * the right has the same axis. Many dots are painted on a canvas below the axes.
 */

import type { Pairs } from "../../data/compare/pairs.ts";
import { count, THIN } from "../../format.ts";
import { drawChosenAt } from "../chosen.ts";
import type { ChartContext } from "../context.ts";
import { paintDot, paintRing, penOver } from "../painted.ts";
import { type Plot, svgOf } from "../svg.ts";
import { ticksThatFit, timeTicks } from "../time/axis.ts";
import { round } from "../time/row.ts";
import { anchorOf } from "../time/strip.ts";
import { strokeOf } from "./colours.ts";
import { type PairedScales, PLOT, paired, pairedScales } from "./paired-scales.ts";

export interface PairedData {
  pairs: Pairs;
  /** The request that is chosen. */
  chosen: number | undefined;
}

/** More marks than these are painted. */
const MOST_ELEMENTS = 3000;
const LATER = strokeOf(0).colour;
const SOONER = strokeOf(1).colour;

export function pairedChart(data: PairedData, context: ChartContext): Element {
  const { pairs } = data;
  const height = paired.top + PLOT + paired.bottom;
  const { svg, plot } = svgOf(context, { width: context.width, height, margin: paired });
  const scales = pairedScales(pairs, context);
  const painted = pairs.rows.length > MOST_ELEMENTS;
  drawAxes(plot, scales, { pairs, context });
  if (!painted) drawDots(plot, scales, pairs);
  drawBars(plot, scales);
  drawWords(plot, scales, context);
  drawChosen(plot, scales, data);
  if (!painted) return svg;
  const both = context.document.createElement("div");
  both.className = "layers";
  const canvas = context.document.createElement("canvas");
  paint(canvas, scales, pairs);
  both.append(canvas, svg);
  return both;
}

function drawAxes(
  plot: Plot,
  { x, y }: PairedScales,
  { pairs, context }: { pairs: Pairs; context: ChartContext },
): void {
  const [left, right] = x.range() as [number, number];
  const [low, high] = y.domain() as [number, number];
  const inMs = Math.max(high, -low) < 1;
  const ticks = y.ticks(5);
  for (const [at, value] of ticks.entries()) {
    const line = plot.append("g").attr("transform", `translate(0,${round(y(value))})`);
    line
      .append("line")
      .attr("class", value === 0 ? "equal" : "grid")
      .attr("style", value === 0 ? "stroke: var(--ink-3)" : null)
      .attr("x1", left)
      .attr("x2", value === 0 ? right + paired.right : right);
    const text = line
      .append("text")
      .attr("x", left - 6)
      .attr("dy", "0.32em")
      .attr("text-anchor", "end")
      .text(signed(Number((inMs ? 1000 * value : value).toPrecision(6))));
    if (at === ticks.length - 1)
      text
        .append("tspan")
        .attr("class", "unit")
        .text(`${THIN}${inMs ? "ms" : "s"}`);
  }
  for (const { at, text } of timeTicks(x.domain() as [number, number], ticksThatFit(context, x)))
    plot
      .append("text")
      .attr("class", "tick")
      .attr("x", round(x(at)))
      .attr("y", PLOT + 15)
      .attr("text-anchor", anchorOf(x(at), left, right))
      .text(text);
  endsAt(plot, right, PLOT + 35).text(pairs.together ? "arrival" : "arrival in A");
}

const endsAt = (plot: Plot, x: number, y: number) =>
  plot.append("text").attr("x", x).attr("y", y).attr("text-anchor", "end");

const signed = (value: number): string =>
  value === 0 ? "0" : `${value > 0 ? "+" : "−"}${Math.abs(value).toLocaleString("en")}`;

const colourOf = (later: number): string =>
  later === 0 ? "var(--bubble)" : later > 0 ? LATER : SOONER;

function drawDots(plot: Plot, { x, y }: PairedScales, pairs: Pairs): void {
  const all = Array.from(pairs.rows.keys());
  const place = (of: Pairs) => ({
    x: (at: number) => x(of.arrival[at]!).toFixed(1),
    y: (at: number) => y(of.later[at]!).toFixed(1),
  });
  const at = place(pairs);
  plot
    .append("g")
    .attr("style", "fill-opacity: 0.6")
    .selectAll("circle")
    .data(all)
    .join("circle")
    .attr("class", "dot pair")
    .attr("data-pair", (each) => pairs.rows[each]!)
    .attr("r", 2.2)
    .attr("cx", at.x)
    .attr("cy", at.y)
    .attr("style", (each) => `fill: ${colourOf(pairs.later[each]!)}`);
  plot
    .append("g")
    .attr("style", "fill: none; stroke: var(--miss); stroke-width: 1.2px")
    .selectAll("circle")
    .data(all.filter((each) => pairs.preempted[each] === 1))
    .join("circle")
    .attr("class", "ring")
    .attr("r", 4)
    .attr("cx", at.x)
    .attr("cy", at.y);
}

function paint(canvas: HTMLCanvasElement, { x, y }: PairedScales, pairs: Pairs): void {
  const width = Math.ceil(x.range()[1]!) + 1;
  const height = PLOT + 1;
  const { pen, colour } = penOver(canvas, { left: 0, top: paired.top, width, height });
  const dots = new Uint16Array(width * height);
  const rings = new Uint8Array(width * height);
  const level = Math.round(y(0));
  for (let each = 0; each < pairs.rows.length; each++) {
    const left = Math.round(x(pairs.arrival[each]!));
    const at = left + width * Math.round(y(pairs.later[each]!));
    dots[at]! += 1;
    rings[at]! |= pairs.preempted[each]!;
  }
  pen.strokeStyle = colour("miss");
  const [later, sooner] = [colour("ink"), colour("pol-b")];
  for (let at = 0; at < dots.length; at++) {
    if (dots[at] === 0) continue;
    const [left, top] = [at % width, Math.floor(at / width)];
    pen.fillStyle = top <= level ? later : sooner;
    paintDot(pen, left, top, dots[at]!);
    if (rings[at] === 1) paintRing(pen, left, top);
  }
}

function drawBars(plot: Plot, { x, y, bars, width }: PairedScales): void {
  const left = x.range()[1]! + 14;
  for (const { from, to, count } of bars)
    if (count > 0)
      plot
        .append("rect")
        .attr("class", "bar")
        .attr("x", left)
        .attr("y", y(to) + 0.5)
        .attr("width", Math.max(1, width(count)))
        .attr("height", Math.max(1, y(from) - y(to) - 1))
        .attr("style", `fill: ${from >= 0 ? LATER : SOONER}; fill-opacity: 0.75`);
}

/** What is above and below the line, in a row over the plot: below it there may be many dots. */
function drawWords(plot: Plot, { x, bars, width }: PairedScales, { narrow }: ChartContext): void {
  const [left, right] = x.range() as [number, number];
  const most = Math.max(...bars.map((bar) => bar.count));
  endsAt(plot, right + 14 + width.range()[1]!, -10).text(
    narrow ? count(most) : `longest bar: ${count(most)}`,
  );
  const items = [
    { d: RING, style: "fill: none; stroke: var(--miss)", text: "preempted", more: " in A or B" },
    { d: "M0-4L4.5 4H-4.5Z", style: `fill: ${LATER}`, text: "A first", more: ": above 0" },
    { d: "M0 4L4.5-4H-4.5Z", style: `fill: ${SOONER}`, text: "B first", more: ": below 0" },
  ];
  let at = left + 5;
  for (const { d, style, text, more } of items) {
    const words = narrow ? text : text + more;
    const item = plot.append("g").attr("transform", `translate(${at},-14)`);
    item.append("path").attr("d", d).attr("style", style);
    item.append("text").attr("x", 9).attr("dy", "0.34em").text(words);
    at += 28 + words.length * LETTER;
  }
}

const RING = "M-4 0A4 4 0 1 1 4 0A4 4 0 1 1-4 0Z";
/** CSS pixels of a letter, text at 11 px. */
const LETTER = 5.6;

function drawChosen(plot: Plot, { x, y }: PairedScales, { pairs, chosen }: PairedData): void {
  const at = chosen === undefined ? -1 : pairs.rows.indexOf(chosen);
  if (at < 0) return;
  const [left, top] = [x(pairs.arrival[at]!), y(pairs.later[at]!)];
  drawChosenAt(plot, { left, top, right: x.range()[1]! }, chosen!);
}
