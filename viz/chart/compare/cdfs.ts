/** Cumulative distributions of several runs over one another, with the median of each named. */
import type { Contestant } from "../../data/compare/contestants.ts";
import { type Distribution, valueAt } from "../../data/distribution.ts";
import type { Limit } from "../../data/limits.ts";
import { duration, inOne } from "../../format.ts";
import { drawAxes, drawLimits, drawTint, margin, outline, PLOT, path } from "../cdf-axes.ts";
import type { ChartContext } from "../context.ts";
import { logScale, withRoomAfter } from "../log-axis.ts";
import { type Plot, svgOf } from "../svg.ts";
import { strokeOf } from "./colours.ts";

export interface ComparedCdfs {
  contestants: readonly Pick<Contestant, "letter">[];
  /** By run. */
  of: readonly Distribution[];
  limits: readonly Limit[];
}

const ROOM_AFTER_LIMIT = 60;
/** A line of percentiles below the axis for each run. */
const LINE = 16;

export function comparedCdfs(data: ComparedCdfs, context: ChartContext): SVGSVGElement {
  const { of, limits } = data;
  const below = margin.bottom - LINE + of.length * LINE;
  const height = margin.top + PLOT + below;
  const { svg, plot } = svgOf(context, { width: context.width, height, margin });
  const values = limits.map(({ value }) => value);
  const ends = of.flatMap((one) => [valueAt(one, 0), valueAt(one, 1)]);
  const all = logScale([...ends, ...values], [0, context.width - margin.left - margin.right]);
  const x = withRoomAfter(all, Math.max(...values), ROOM_AFTER_LIMIT);
  drawTint(plot, x, limits);
  drawAxes(plot, x, context);
  // A over the others: it is what they are held against.
  for (let at = of.length - 1; at >= 0; at--)
    plot
      .append("path")
      .attr("class", "line")
      .attr("data-run", data.contestants[at]!.letter)
      .attr("style", `stroke: ${strokeOf(at).colour}`)
      .attr("stroke-dasharray", strokeOf(at).dash)
      .attr("d", path(outline(of[at]!, x)));
  drawLimits(plot, x, limits);
  for (const [at, distribution] of of.entries()) writePercentiles(plot, data, { at, distribution });
  return svg;
}

function writePercentiles(
  plot: Plot,
  { contestants }: ComparedCdfs,
  { at, distribution }: { at: number; distribution: Distribution },
): void {
  const y = PLOT + 35 + LINE * at;
  const { colour, dash } = strokeOf(at);
  plot
    .append("line")
    .attr("x2", 18)
    .attr("y1", y - 4)
    .attr("y2", y - 4)
    .attr("stroke-dasharray", dash)
    .attr("style", `stroke: ${colour}; stroke-width: 2px`);
  const text = plot.append("text").attr("class", "percentiles").attr("x", 24).attr("y", y);
  text.append("tspan").attr("class", "strong").text(contestants[at]!.letter);
  for (const share of [0.5, 0.95])
    text
      .append("tspan")
      .attr("dx", 10)
      .text(`p${100 * share} ${figureAt(distribution, share)}`);
}

const figureAt = (distribution: Distribution, share: number): string =>
  distribution.samples === 0 ? "–" : inOne(duration(valueAt(distribution, share)));
