/** Dots of a scatter: where they are, which one is meant, as elements or painted. */
import type { RequestColumns } from "../../sim/index.ts";
import type { Limit } from "../data/limits.ts";
import type { ChartContext, Margin } from "./context.ts";
import { type LogScale, logScale } from "./log-axis.ts";
import { paintDot, paintRing, penOver } from "./painted.ts";
import type { Plot } from "./svg.ts";

export interface Scatter {
  requests: RequestColumns;
  /** Those that are shown; undefined is all. */
  rows: Int32Array | undefined;
  limits: readonly Limit[];
  chosen: number | undefined;
}

export const PLOT = 176;
export const margin: Margin = { top: 22, right: 2, bottom: 42, left: 0 };
/** CSS pixels around a dot within which it is meant. */
const REACH = 14;

export interface Scales {
  x: LogScale;
  y: LogScale;
}

/** Of the whole run, so that dots stay where they are whatever the window. */
export function scalesOf({ requests, limits }: Scatter, { width }: ChartContext): Scales {
  const { prompt, ttft } = endsOf(requests);
  return {
    x: logScale(prompt, [0, width - margin.left - margin.right]),
    y: logScale([...ttft, ...limits.map(({ value }) => value)], [PLOT, 0]),
  };
}

type Ends = Record<"prompt" | "ttft", [number, number]>;

const knownEnds = new WeakMap<RequestColumns, Ends>();

function endsOf(requests: RequestColumns): Ends {
  const { prompt, ttft, count } = requests;
  const known = knownEnds.get(requests) ?? {
    prompt: ends(prompt, count),
    ttft: ends(ttft, count),
  };
  knownEnds.set(requests, known);
  return known;
}

/** The least and the greatest positive number of a column. */
function ends(column: Int32Array | Float64Array, count: number): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < count; row++) {
    const value = column[row]!;
    if (!(value > 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

const known = new WeakMap<Scatter, Int32Array>();

export function shownRows(data: Scatter): Int32Array {
  const shown = known.get(data) ?? rowsWithDots(data);
  known.set(data, shown);
  return shown;
}

function rowsWithDots({ requests, rows }: Scatter): Int32Array {
  const { ttft, prompt } = requests;
  const among = rows?.length ?? requests.count;
  const shown = new Int32Array(among);
  let found = 0;
  for (let at = 0; at < among; at++) {
    const row = rows === undefined ? at : rows[at]!;
    if (ttft[row]! > 0 && prompt[row]! > 0) shown[found++] = row;
  }
  return shown.subarray(0, found);
}

/** The request whose dot is nearest to a point of the drawing, if one is near it. */
export function dotAt(
  data: Scatter,
  context: ChartContext,
  [left, top]: readonly [number, number],
): number | undefined {
  const { x, y } = scalesOf(data, context);
  const { prompt, ttft } = data.requests;
  let nearest: number | undefined;
  let least = REACH ** 2;
  for (const row of shownRows(data)) {
    const away =
      (x(prompt[row]!) + margin.left - left) ** 2 + (y(ttft[row]!) + margin.top - top) ** 2;
    if (away >= least) continue;
    least = away;
    nearest = row;
  }
  return nearest;
}

export function drawDots(
  plot: Plot,
  scales: Scales,
  { requests }: Scatter,
  rows: Int32Array,
): void {
  const { x, y } = scales;
  const { prompt, ttft, preemptions } = requests;
  plot
    .append("g")
    .attr("style", "fill: var(--ink-2); fill-opacity: 0.55")
    .selectAll("circle")
    .data(rows)
    .join("circle")
    .attr("class", "dot")
    .attr("r", 2)
    .attr("cx", (row) => x(prompt[row]!).toFixed(1))
    .attr("cy", (row) => y(ttft[row]!).toFixed(1));
  plot
    .append("g")
    .attr("style", "fill: none; stroke: var(--miss)")
    .selectAll("circle")
    .data(rows.filter((row) => preemptions[row]! > 0))
    .join("circle")
    .attr("class", "ring")
    .attr("r", 4)
    .attr("cx", (row) => x(prompt[row]!).toFixed(1))
    .attr("cy", (row) => y(ttft[row]!).toFixed(1));
}

/** Pixels, `width` in a row; the dot of request i lies on `of[i]`, and on −1 if it has none. */
export interface Pixels {
  width: number;
  of: Int32Array;
}

let pixels: { requests: RequestColumns; scales: string; found: Pixels } | undefined;

/** Where the dots of all requests lie, looked for once as long as scales stay as they are. */
export function pixelsOf({ requests }: Scatter, { x, y }: Scales): Pixels {
  const scales = [x, y].flatMap((scale) => [...scale.domain(), ...scale.range()]).join();
  if (pixels?.requests === requests && pixels.scales === scales) return pixels.found;
  const { prompt, ttft, count } = requests;
  const width = Math.ceil(x.range()[1]!) + 1;
  const of = new Int32Array(count).fill(-1);
  for (let row = 0; row < count; row++)
    if (ttft[row]! > 0 && prompt[row]! > 0)
      of[row] = Math.round(x(prompt[row]!)) + width * Math.round(y(ttft[row]!));
  pixels = { requests, scales, found: { width, of } };
  return pixels.found;
}

/** One mark a pixel, the darker the more dots fall on it: what it costs has a bound. */
export function paintDots(
  canvas: HTMLCanvasElement,
  { width, of }: Pixels,
  { requests }: Scatter,
  rows: Int32Array,
): void {
  const height = PLOT + 1;
  const { pen, colour } = penOver(canvas, { left: margin.left, top: margin.top, width, height });
  const dots = new Uint16Array(width * height);
  const rings = new Uint8Array(width * height);
  const { preemptions } = requests;
  for (let each = 0; each < rows.length; each++) {
    const row = rows[each]!;
    const at = of[row]!;
    dots[at]! += 1;
    if (preemptions[row]! > 0) rings[at] = 1;
  }
  pen.fillStyle = colour("ink-2");
  pen.strokeStyle = colour("miss");
  for (let at = 0; at < dots.length; at++) {
    const here = dots[at]!;
    if (here === 0) continue;
    const [left, top] = [at % width, Math.floor(at / width)];
    paintDot(pen, left, top, here);
    if (rings[at] === 0) continue;
    paintRing(pen, left, top);
  }
}
