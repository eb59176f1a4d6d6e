/** The chosen request where every request has a mark: a diamond, and its name beside it. */
import type { Plot } from "./svg.ts";

/** Names that would end beyond this many CSS pixels from the right edge stand at the left. */
const NAME_ROOM = 48;

/** @param right where the plot ends; all in CSS pixels */
export function drawChosenAt(
  plot: Plot,
  { left, top, right }: { left: number; top: number; right: number },
  chosen: number,
): void {
  plot
    .append("path")
    .attr("class", "chosen")
    .attr("d", "M0-5L5 0L0 5L-5 0Z")
    .attr("transform", `translate(${left.toFixed(2)},${top.toFixed(2)})`)
    .attr("style", "fill: var(--ink); stroke: var(--paper)");
  const isAtEnd = left > right - NAME_ROOM;
  plot
    .append("text")
    .attr("class", "halo")
    .attr("x", left + (isAtEnd ? -9 : 9))
    .attr("y", top + 4)
    .attr("text-anchor", isAtEnd ? "end" : "start")
    .text(`r${chosen}`);
}
