/** Lines and areas over bins: through their middles where they are means, else step by step. */
import { area, curveLinear, curveMonotoneX, curveStepAfter, line } from "d3";
import type { Series } from "../../data/series.ts";
import type { TimeScale } from "./axis.ts";

/** Of a series, where its bins lie. */
export type Bins = Pick<Series, "bins" | "edges" | "mean">;

/** A point of a line: an instant in pixels, and the bin that it is a value of. */
interface Point {
  x: number;
  bin: number;
}

/** Middles of means, the first and last of them drawn out to the ends of their bins. */
function middles({ bins, edges }: Bins, x: TimeScale): Point[] {
  const points = Array.from({ length: bins }, (_, bin) => ({
    x: x((edges[bin]! + edges[bin + 1]!) / 2),
    bin,
  }));
  if (bins === 0) return [];
  return [{ x: x(edges[0]!), bin: 0 }, ...points, { x: x(edges[bins]!), bin: bins - 1 }];
}

/** Beginnings of bins, and the end of the last. */
function beginnings({ bins, edges }: Bins, x: TimeScale): Point[] {
  return Array.from({ length: bins === 0 ? 0 : bins + 1 }, (_, bin) => ({
    x: x(edges[bin]!),
    bin: Math.min(bin, bins - 1),
  }));
}

export interface Shapes {
  /** Paths of a value of each bin, in pixels. */
  line(y: (bin: number) => number): string;
  area(y0: (bin: number) => number, y1: (bin: number) => number): string;
}

/** @param smooth draws means as what they are means of: something that changes smoothly */
export function shapes(series: Bins, x: TimeScale, smooth: "smooth" | "straight"): Shapes {
  const single = series.mean === undefined;
  const points = single ? beginnings(series, x) : middles(series, x);
  const curve = single ? curveStepAfter : smooth === "smooth" ? curveMonotoneX : curveLinear;
  return drawn(points, curve);
}

/** Step by step, whatever the bins are: what happened in each is spread over it. */
export const stepped = (series: Bins, x: TimeScale): Shapes =>
  drawn(beginnings(series, x), curveStepAfter);

function drawn(points: readonly Point[], curve: typeof curveLinear): Shapes {
  return {
    line: (y) =>
      line<Point>(
        ({ x }) => x,
        ({ bin }) => y(bin),
      )
        .curve(curve)
        .digits(2)(points) ?? "",
    area: (y0, y1) =>
      area<Point>(
        ({ x }) => x,
        ({ bin }) => y0(bin),
        ({ bin }) => y1(bin),
      )
        .curve(curve)
        .digits(2)(points) ?? "",
  };
}
