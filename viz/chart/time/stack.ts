/** A stack: shares of time as areas in the hues of what it was spent on, one on another. */
import { type Hue, hues } from "../../hues.ts";
import type { Plot } from "../svg.ts";
import type { Frame } from "./row.ts";
import { shapes } from "./shapes.ts";

export const fillOf = ({ key, fill, hatched }: Hue, name: string): string =>
  hatched ? `url(#${name}-${key})` : `var(--${fill})`;

/** Sums from the bottom, `hues.length + 1` numbers a bin; the last is exactly 1. */
export function stacked(shares: Float64Array, bins: number): Float64Array {
  const width = hues.length + 1;
  const sums = new Float64Array(bins * width);
  for (let bin = 0; bin < bins; bin++)
    for (let at = 0; at < hues.length; at++)
      sums[bin * width + at + 1] = sums[bin * width + at]! + shares[bin * hues.length + at]!;
  return sums;
}

interface Stack {
  /** As `stacked` makes it. */
  stack: Float64Array;
  /** Where a share lies, in CSS pixels. */
  y: (share: number) => number;
}

/** An area a hue, from the bottom. */
export function drawStack(
  marks: Plot,
  { series, x, name }: Pick<Frame, "series" | "x" | "name">,
  { stack, y }: Stack,
): void {
  const draw = shapes(series, x, "smooth");
  const width = hues.length + 1;
  for (const [at, hue] of hues.entries())
    marks
      .append("path")
      .attr("class", "cause")
      .attr("data-hue", hue.key)
      .style("fill", fillOf(hue, name))
      .attr(
        "d",
        draw.area(
          (bin) => y(stack[bin * width + at]!),
          (bin) => y(stack[bin * width + at + 1]!),
        ),
      );
}
