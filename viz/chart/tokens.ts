/**
 * Token by token: a bar for the gap before each token, stacked by what the time went to.
 *
 * Where there are more tokens than there is room for, a bar is the longest gap of several: a mean
 * would hide the stutter that one looks for here.
 */
import { scaleLinear, select } from "d3";
import type { Seconds } from "../../sim/index.ts";
import { decodeParts, hueKeyOf } from "../data/ledger-parts.ts";
import { longestGap, type TokenGaps } from "../data/token-gaps.ts";
import { count, THIN, threeFigures } from "../format.ts";
import type { ChartContext } from "./context.ts";
import { defineHatches } from "./hatch.ts";
import { type Plot, svgOf } from "./svg.ts";

export interface Tokens {
  gaps: TokenGaps;
  /** Longest gap that the objectives allow. */
  objective: Seconds | undefined;
  /** What is said of the longest gap. */
  said: string;
}

const TOP = 26;
const HEIGHT = 92;
const BOTTOM = 22;
const GUTTER = 38;
/** A bar and the space after it take at least so many pixels. */
const LEAST = 2;
/** In bars narrower than this no hatching is seen. */
const HATCHED = 6;

/** How many tokens a bar stands for. */
export function tokensPerBar({ count }: Pick<TokenGaps, "count">, context: ChartContext): number {
  const room = context.width - (context.narrow ? GUTTER : 0);
  return Math.max(1, Math.ceil((count * LEAST) / room));
}

export function tokens(data: Tokens, context: ChartContext): SVGSVGElement {
  const { gaps, objective } = data;
  const margin = { top: TOP, right: 0, bottom: BOTTOM, left: context.narrow ? GUTTER : 0 };
  const height = TOP + HEIGHT + BOTTOM;
  const { svg, plot } = svgOf(context, { width: context.width, height, margin });
  const width = context.width - margin.left;
  const longest = longestGap(gaps)!;
  const x = scaleLinear([1.5, gaps.count + 1.5], [0, width]);
  const y = scaleLinear([0, 1000 * gaps.gap[longest]!], [HEIGHT, 0]);
  gridOf(plot, y, width);
  numbers(plot, x, context.narrow ? 4 : 8);
  hatches(svg);
  const per = tokensPerBar(gaps, context);
  const bars = barsOf(gaps, per);
  const isWide = x(1 + per) - x(1) >= HATCHED;
  decodeParts.forEach((part, at) => {
    const d = bars.map((bar) => block(bar, { gaps, at, x, y, per })).join("");
    if (d === "") return;
    plot
      .append("path")
      .attr("class", "part")
      .attr("data-part", part.key)
      .attr("data-hue", hueKeyOf(part))
      .attr("d", d)
      .style("fill", part.hatched && isWide ? `url(#tokens-${part.fill})` : `var(--${part.fill})`);
  });
  if (objective !== undefined && 1000 * objective <= y.domain()[1]!)
    plot
      .append("line")
      .attr("class", "slo")
      .attr("x2", width)
      .attr("y1", y(1000 * objective))
      .attr("y2", y(1000 * objective));
  const said = context.narrow ? data.said.replace(/:.*/, "") : data.said;
  annotate(plot, { x: x(longest + 2), width, said });
  return svg;
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function gridOf(plot: Plot, y: Scale, width: number): void {
  const ticks = y.ticks(3);
  for (const tick of ticks) {
    const at = y(tick);
    plot
      .append("line")
      .attr("class", tick === 0 ? "zero" : "grid")
      .attr("x2", width)
      .attr("y1", at)
      .attr("y2", at);
    const unit = tick === ticks.at(-1) ? `${THIN}ms` : "";
    plot
      .append("text")
      .attr("class", "tick")
      .attr("x", -8)
      .attr("y", at)
      .attr("dy", "0.35em")
      .attr("text-anchor", "end")
      .text(`${tick === 0 ? "0" : threeFigures(tick).replace(/\.0+$/, "")}${unit}`);
  }
}

function numbers(plot: Plot, x: Scale, most: number): void {
  const whole = x.ticks(most).filter((tick) => Number.isInteger(tick) && tick >= 2);
  whole.forEach((tick, at) => {
    plot
      .append("text")
      .attr("class", "tick")
      .attr("x", x(tick))
      .attr("y", HEIGHT + 16)
      .attr("text-anchor", x(tick) < 24 ? "start" : x(tick) > x.range()[1]! - 16 ? "end" : "middle")
      .text(at === 0 ? `token ${count(tick)}` : count(tick));
  });
}

function hatches(svg: SVGSVGElement): void {
  const strokes = new Set(decodeParts.filter(({ hatched }) => hatched).map(({ fill }) => fill));
  const each = [...strokes].map((stroke) => ({ id: `tokens-${stroke}`, stroke, gap: 4 }));
  defineHatches(select(svg), each);
}

/** A bar: where its first gap is, and the gap that it shows. */
interface Bar {
  first: number;
  shown: number;
}

function barsOf({ count, gap }: TokenGaps, per: number): Bar[] {
  const bars: Bar[] = [];
  for (let first = 0; first < count; first += per) {
    let shown = first;
    for (let g = first; g < Math.min(count, first + per); g++) if (gap[g]! > gap[shown]!) shown = g;
    bars.push({ first, shown });
  }
  return bars;
}

interface Drawn {
  gaps: TokenGaps;
  at: number;
  x: Scale;
  y: Scale;
  per: number;
}

/** One part of one bar, as a piece of a path. */
function block({ first, shown }: Bar, { gaps, at, x, y, per }: Drawn): string {
  const from = shown * decodeParts.length;
  const amount = gaps.parts[from + at]!;
  if (amount === 0) return "";
  let below = 0;
  for (let part = 0; part < at; part++) below += gaps.parts[from + part]!;
  const [left, right] = [x(first + 1.5), x(first + per + 1.5)];
  // Between narrow bars space would be a comb.
  const space = right - left < 4 ? 0 : 1;
  const [bottom, top] = [y(1000 * below), y(1000 * (below + amount))];
  const [w, h] = [two(Math.min(right - left - space, 24)), two(bottom - top)];
  return `M${two(left)} ${two(top)}h${w}v${h}h${-w}z`;
}

const two = (pixels: number): number => Math.round(100 * pixels) / 100;

function annotate(
  plot: Plot,
  { x, width, said }: { x: number; width: number; said: string },
): void {
  const atLeft = x < width / 2;
  plot
    .append("line")
    .attr("class", "pointer")
    .attr("x1", x)
    .attr("x2", x)
    .attr("y1", -12)
    .attr("y2", -2)
    .style("stroke", "var(--ink)");
  plot
    .append("text")
    .attr("class", "label halo")
    .attr("x", atLeft ? x + 5 : x - 5)
    .attr("y", -9)
    .attr("text-anchor", atLeft ? "start" : "end")
    .style("fill", "var(--ink)")
    .text(said);
}
