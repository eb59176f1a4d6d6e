/** A row of the time view: its title, the lines of its values, and the labels of its marks. */
import { type ScaleLinear, scaleLinear } from "d3";
import type { Series } from "../../data/series.ts";
import { count, short } from "../../format.ts";
import { apart } from "../apart.ts";
import type { ChartContext } from "../context.ts";
import type { Plot } from "../svg.ts";
import type { TimeScale } from "./axis.ts";

/** What every row is drawn from. */
export interface Frame {
  context: ChartContext;
  series: Series;
  x: TimeScale;
  /** Names the drawing's own definitions. */
  name: string;
}

/** Of that, what values are placed by. */
type Axes = Pick<Frame, "context" | "x">;

/** Where a row is: its title's line is at `top`, its plot from there on. */
export interface Place {
  plot: Plot;
  height: number;
}

/** A value beside a row, as it is at the play head. */
export interface ReadOut {
  /** Names the value: whoever moves the head writes it into what bears this name. */
  read: string;
  label: string;
  glyph: "line" | "square";
  colour: string;
  /** Where its mark ends at the right of the plot. */
  y: number;
  hue?: string;
}

export function title(plot: Plot, text: string, note = ""): void {
  const line = plot.append("text").attr("class", "label strong").attr("y", -11).text(text);
  if (note !== "") line.append("tspan").attr("class", "note").attr("dx", 5).text(note);
}

/** Values from 0 to at least `most`, with two to four lines. */
export function values(
  { plot, height }: Place,
  { x, context }: Axes,
  { most, ticks, text = tickText }: Levels,
): ScaleLinear<number, number> {
  const y = scaleLinear([0, Math.max(most, 1e-9)], [height, 0]);
  if (ticks === undefined) y.nice(3);
  const [left, right] = x.range() as [number, number];
  const lines = plot
    .selectAll(null)
    .data(ticks ?? y.ticks(3))
    .join("g")
    .attr("transform", (value) => `translate(0,${round(y(value))})`);
  lines
    .append("line")
    .attr("class", (value) => (value === 0 ? "zero" : "grid"))
    .attr("x1", left)
    .attr("x2", right);
  lines
    .append("text")
    .attr("x", left - (context.narrow ? 6 : 8))
    .attr("dy", "0.32em")
    .attr("text-anchor", "end")
    .text(text);
  return y;
}

interface Levels {
  most: number;
  ticks?: readonly number[];
  text?: (value: number) => string;
}

/** Thousands are written out: a capacity is known to the last block. */
const tickText = (value: number): string =>
  value >= 1000 && value < 10_000 ? count(value) : short(value);

/** At the right of a wide row; in the title of a narrow one. */
export function readOuts(place: Place, frame: Axes, all: readonly ReadOut[]): void {
  if (frame.context.narrow) inTitle(place, frame, all);
  else beside(place, frame, all);
}

function beside({ plot, height }: Place, { context, x }: Axes, all: readonly ReadOut[]): void {
  const places = apart(
    all.map(({ y }) => y),
    [4, height - 2],
  );
  const left = x.range()[1]!;
  const items = plot
    .selectAll(null)
    .data(all)
    .join("g")
    .attr("class", "read-out")
    .attr("data-hue", ({ hue }) => hue ?? null)
    .attr("transform", (_, index) => `translate(${left},${round(places[index]!)})`);
  items
    .append("rect")
    .attr("class", "target")
    .attr("x", 4)
    .attr("y", -7.25)
    .attr("width", context.width - left - 4)
    .attr("height", 14.5);
  items
    .append("rect")
    .attr("x", 11)
    .attr("y", ({ glyph }) => (glyph === "line" ? -1 : -4.5))
    .attr("width", ({ glyph }) => (glyph === "line" ? 11 : 9))
    .attr("height", ({ glyph }) => (glyph === "line" ? 2 : 9))
    .attr("rx", ({ glyph }) => (glyph === "line" ? 0 : 1.5))
    .style("fill", ({ colour }) => colour);
  items
    .append("text")
    .attr("x", 27)
    .attr("dy", "0.34em")
    .text(({ label }) => label);
  items
    .append("text")
    .attr("class", "value")
    .attr("data-read", ({ read }) => read)
    .attr("x", context.width - left)
    .attr("dy", "0.34em");
}

function inTitle({ plot }: Place, { context }: Axes, all: readonly ReadOut[]): void {
  const line = plot
    .append("text")
    .attr("class", "read-out")
    .attr("x", context.width)
    .attr("y", -11)
    .attr("text-anchor", "end");
  // Spaces rather than shifts: a line that ends at a place counts them in.
  for (const [at, { label, read, ...mark }] of all.entries()) {
    const { text, colour } = signOf(mark);
    const apart = at > 0 ? `${SPACE}${SPACE}` : "";
    line.append("tspan").attr("class", "glyph").style("fill", colour).text(`${apart}${text}`);
    line.append("tspan").text(`${SPACE}${label}${SPACE}`);
    line.append("tspan").attr("class", "value").attr("data-read", read);
  }
}

/** A mark in letters that every font has: a line, hatching, a tick. */
function signOf({ glyph, colour }: Pick<ReadOut, "glyph" | "colour">) {
  if (glyph === "line") return { text: "—", colour };
  return colour.startsWith("url(") ? { text: "//", colour: "var(--ink-3)" } : { text: "|", colour };
}

/** No-break, so that none is folded away. */
const SPACE = "\u00a0";

/** Bins that a label stands for: a run drains at its end, and then all values are 0. */
const TAIL = 8;

/** About where a mark ends at the right: the mean of its last eighth. */
export function tail(bins: number, value: (bin: number) => number): number {
  const count = Math.max(1, Math.floor(bins / TAIL));
  let sum = 0;
  for (let bin = Math.max(0, bins - count); bin < bins; bin++) sum += value(bin);
  return bins === 0 ? 0 : sum / Math.min(bins, count);
}

/** Places of marks to a hundredth of a pixel: shorter drawings that look the same. */
export const round = (value: number): number => Math.round(value * 100) / 100;
