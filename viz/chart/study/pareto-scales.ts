/** Axes of two figures of a study's points: where each lies, and which one is meant. */
import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from "d3";
import type { Better, Bounded, StudyPoint } from "../../data/study/point.ts";
import { short } from "../../format.ts";
import type { ChartContext, Margin } from "../context.ts";
import { roundNumbers } from "../log-axis.ts";
import type { Plot } from "../svg.ts";
import { round } from "../time/row.ts";

export interface ParetoAxis {
  /** With its unit, and whether tokens are output or all of them. */
  title: string;
  /** Undefined of what is neither: a setting. */
  better: Better | undefined;
  log: boolean;
  /** What an objective asks of it. */
  limit: { value: number; words: string } | undefined;
}

export interface ParetoData {
  points: readonly StudyPoint[];
  x: ParetoAxis;
  y: ParetoAxis;
}

export const PLOT = 340;
export const paretoMargin: Margin = { top: 34, right: 12, bottom: 46, left: 0 };
const NARROW_LEFT = 40;
/** CSS pixels around a point within which it is meant. */
const REACH = 18;

type Scale = ScaleLinear<number, number> | ScaleLogarithmic<number, number>;

export interface ParetoScales {
  x: Scale;
  y: Scale;
}

export function paretoScales({ points, x, y }: ParetoData, context: ChartContext): ParetoScales {
  const left = context.narrow ? NARROW_LEFT : 0;
  const right = context.width - paretoMargin.right;
  return {
    x: scaleOf(
      points.map((point) => point.x),
      x,
      [left, right],
    ),
    y: scaleOf(
      points.map((point) => point.y),
      y,
      [PLOT, 0],
    ),
  };
}

function scaleOf(
  values: readonly Bounded[],
  { log, limit }: ParetoAxis,
  range: readonly [number, number],
): Scale {
  const all = values.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const shown = limit === undefined ? all : [...all, limit.value];
  const known = shown.filter((value) => Number.isFinite(value) && (!log || value > 0));
  const [low, high] = known.length === 0 ? [1, 10] : [Math.min(...known), Math.max(...known)];
  if (log) {
    const room = low === high ? 1.6 : (high / low) ** 0.05;
    return scaleLog([low / room, high * room], range).clamp(true);
  }
  return scaleLinear([Math.min(0, low), high > 0 ? 1.05 * high : 1], range).clamp(true);
}

const ticksOf = (scale: Scale, log: boolean, most: number): number[] => {
  const [low, high] = scale.domain() as [number, number];
  return log ? roundNumbers(low, high, most) : (scale as ScaleLinear<number, number>).ticks(most);
};

export function drawAxes(plot: Plot, { x, y }: ParetoScales, data: ParetoData): void {
  const [left, right] = x.range() as [number, number];
  for (const value of ticksOf(y, data.y.log, 5)) {
    const at = round(y(value));
    const kind = value === 0 ? "zero" : "grid";
    plot.append("line").attr("class", kind).attr("x1", left).attr("x2", right).attr("y1", at);
    plot.select("line:last-of-type").attr("y2", at);
    plot
      .append("text")
      .attr("x", left - 6)
      .attr("y", at + 4)
      .attr("text-anchor", "end")
      .text(short(value));
  }
  for (const value of ticksOf(x, data.x.log, Math.max(3, (right - left) / 90)))
    plot
      .append("text")
      .attr("class", "tick")
      .attr("x", round(x(value)))
      .attr("y", PLOT + 17)
      .attr("text-anchor", x(value) > right - 14 ? "end" : "middle")
      .text(short(value));
  plot.append("text").attr("x", left).attr("y", -18).text(withScale(data.y));
  plot
    .append("text")
    .attr("x", right)
    .attr("y", PLOT + 38)
    .attr("text-anchor", "end")
    .text(withScale(data.x));
}

const withScale = ({ title, log }: ParetoAxis): string => (log ? `${title}, log scale` : title);

/** The point that is nearest to a place in the drawing, if one is near it. */
export function pointAt(
  data: ParetoData,
  context: ChartContext,
  [left, top]: readonly [number, number],
): StudyPoint | undefined {
  const { x, y } = paretoScales(data, context);
  let nearest: StudyPoint | undefined;
  let least = REACH ** 2;
  for (const point of data.points) {
    const away = (x(point.x.value) - left) ** 2 + (y(point.y.value) + paretoMargin.top - top) ** 2;
    if (away > least) continue;
    least = away;
    nearest = point;
  }
  return nearest;
}
