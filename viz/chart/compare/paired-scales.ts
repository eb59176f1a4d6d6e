/** Where the pairs of two runs lie: when each request came, and how much later it ends in B. */
import { bin, extent, max, type ScaleLinear, scaleLinear } from "d3";
import type { Seconds } from "../../../sim/index.ts";
import type { Pairs } from "../../data/compare/pairs.ts";
import type { ChartContext, Margin } from "../context.ts";

export interface PairedScales {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
  /** How many pairs lie between two differences, and how wide its bar is, in CSS pixels. */
  bars: { from: Seconds; to: Seconds; count: number }[];
  width: ScaleLinear<number, number>;
}

export const PLOT = 236;
/** Room for the histogram at the right. */
const BARS = 64;
export const paired: Margin = { top: 26, right: BARS + 14, bottom: 42, left: 0 };
const BINS = 28;
/** CSS pixels around a dot within which it is meant. */
const REACH = 14;

const known = new WeakMap<Pairs, { width: number; scales: PairedScales }>();

export function pairedScales(pairs: Pairs, { width, narrow }: ChartContext): PairedScales {
  const found = known.get(pairs);
  if (found?.width === width) return found.scales;
  const left = narrow ? 38 : 0;
  const [low = 0, high = 0] = extent(pairs.later) as [number, number];
  const room = Math.max(1e-3, 0.04 * (Math.max(high, 0) - Math.min(low, 0)));
  const y = scaleLinear([Math.min(low, 0) - room, Math.max(high, 0) + room], [PLOT, 0]);
  const x = scaleLinear([0, Math.max(max(pairs.arrival) ?? 0, 1e-9)], [left, width - paired.right]);
  const bars = barsOf(pairs, y.domain() as [number, number]);
  const scales = {
    x,
    y,
    bars,
    width: scaleLinear([0, Math.max(1, max(bars, ({ count }) => count) ?? 1)], [0, BARS]),
  };
  known.set(pairs, { width, scales });
  return scales;
}

/** One edge lies on zero, so that no bar holds both who gains and who loses. */
function barsOf({ later }: Pairs, [low, high]: [number, number]): PairedScales["bars"] {
  const wide = (high - low) / BINS;
  const [first, last] = [Math.floor(low / wide), Math.ceil(high / wide)];
  const edges = Array.from({ length: last - first }, (_, at) => (first + at) * wide);
  const counted = bin()
    .domain([first * wide, last * wide])
    .thresholds(edges);
  return counted(later as unknown as number[]).map((held) => ({
    from: Math.max(low, held.x0!),
    to: Math.min(high, held.x1!),
    count: held.length,
  }));
}

/** The pair whose dot is nearest to a point of the drawing, if one is near it. */
export function pairAt(
  pairs: Pairs,
  context: ChartContext,
  [left, top]: readonly [number, number],
): number | undefined {
  const { x, y } = pairedScales(pairs, context);
  let nearest: number | undefined;
  let least = REACH ** 2;
  for (let at = 0; at < pairs.rows.length; at++) {
    const away =
      (x(pairs.arrival[at]!) - left) ** 2 + (y(pairs.later[at]!) + paired.top - top) ** 2;
    if (away >= least) continue;
    least = away;
    nearest = at;
  }
  return nearest;
}
