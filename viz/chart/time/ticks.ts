/** Ticks of a window, each with a light line down through all rows; charts write the instants. */
import type { Plot } from "../svg.ts";
import { ticksThatFit, timeTicks } from "./axis.ts";
import { type Frame, round } from "./row.ts";

/** @param rows where they begin and end, in CSS pixels */
export function drawTicks(
  plot: Plot,
  { x, context }: Pick<Frame, "context" | "x">,
  rows: { from: number; to: number },
) {
  const ticks = plot
    .selectAll(null)
    .data(timeTicks(x.domain() as [number, number], ticksThatFit(context, x)))
    .join("g")
    .attr("transform", ({ at }) => `translate(${round(x(at))},0)`);
  ticks.append("line").attr("class", "grid").attr("y1", rows.from).attr("y2", rows.to);
  return ticks;
}
