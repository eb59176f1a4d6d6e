/** The plane of a roofline: its scales, light lines, and what they say. */
import { scaleLog } from "d3";
import type { OperatorPoint, Roof } from "../data/operators.ts";
import { count } from "../format.ts";
import type { Plot } from "./svg.ts";

interface Extent {
  width: number;
  height: number;
  narrow: boolean;
}

export interface Field extends Extent {
  /** Of FLOPs a byte, and of FLOPs a second. */
  x: (intensity: number) => number;
  y: (rate: number) => number;
  from: { x: number; y: number };
  to: { x: number; y: number };
}

/** Ends lie so that they rest while points move: at the roof's multiples, and whole decades. */
export function fieldOf(
  { sheet }: Roof,
  points: readonly OperatorPoint[],
  { width, height, narrow }: Extent,
): Field {
  const intensities = points.map(({ intensity }) => intensity);
  const slowest = Math.min(1e12, ...points.map(({ rate }) => rate));
  const from = {
    x: Math.min(0.4, 0.6 * Math.min(...intensities)),
    y: 10 ** Math.floor(Math.log10(0.8 * slowest)),
  };
  const to = {
    x: Math.max(13 * sheet.intensity, 2 * Math.max(...intensities)),
    y: sheet.arithmetic,
  };
  return {
    width,
    height,
    narrow,
    x: scaleLog([from.x, to.x], [0, width]),
    y: scaleLog([from.y, to.y], [height, 0]),
    from,
    to,
  };
}

export function drawAxes(plot: Plot, { x, y, from, to, width, height, narrow }: Field): void {
  for (const rate of decades(from.y, to.y)) {
    const level = y(rate);
    plot.append("line").attr("class", "grid").attr("x2", width).attr("y1", level).attr("y2", level);
    if (level < 14) continue;
    plot
      .append("text")
      .attr("class", "halo")
      .attr("x", width)
      .attr("y", level - 4)
      .attr("text-anchor", "end")
      .text(written(rate / 1e12));
  }
  plot.append("line").attr("class", "zero").attr("x2", width).attr("y1", height).attr("y2", height);
  for (const intensity of decades(from.x, to.x))
    plot
      .append("text")
      .attr("x", x(intensity))
      .attr("y", height + 16)
      .attr("text-anchor", "middle")
      .text(written(intensity));
  plot
    .append("text")
    .attr("x", width)
    .attr("y", height + 32)
    .attr("text-anchor", "end")
    .text("FLOP per byte moved, log scale");
  plot
    .append("text")
    .attr("y", -26)
    .text(narrow ? "TFLOP/s per GPU, log" : "TFLOP/s per GPU, log scale");
}

/** Where the slope of a bandwidth comes into the plane. */
export function footOf(
  bandwidth: number,
  { x, y, from }: Field,
): { intensity: number; x: number; y: number } {
  const intensity = Math.max(from.x, from.y / bandwidth);
  return { intensity, x: x(intensity), y: y(bandwidth * intensity) };
}

/** Whole powers of ten between two numbers. */
function decades(from: number, to: number): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at));
}

/** A power of ten, with as many digits as it takes. */
const written = (power: number): string =>
  power < 1 ? String(Number(power.toPrecision(1))) : count(power);
