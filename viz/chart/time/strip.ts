/** The context strip: the whole run, and in it the window that everything below shows. */
import { max, scaleLinear } from "d3";
import type { Series } from "../../data/series.ts";
import type { Window } from "../../data/window.ts";
import type { Plot } from "../svg.ts";
import { type TimeScale, ticksThatFit, timeTicks } from "./axis.ts";
import type { Frame } from "./row.ts";
import { round } from "./row.ts";
import { shapes } from "./shapes.ts";

export const STRIP = { top: 17, height: 35, ticks: 66, funnel: 98 } as const;

export interface Strip {
  /** Of the whole run. */
  series: Series;
  scale: TimeScale;
  window: Window;
}

export function strip(plot: Plot, frame: Frame, { series, scale, window }: Strip): void {
  const { context, name } = frame;
  const [left, right] = scale.range() as [number, number];
  const words = context.narrow
    ? "Whole run: running (line) and waiting (hatched)"
    : "Whole run: requests running (line) and waiting (hatched). Drag the window.";
  plot.append("text").attr("class", "note").attr("x", left).attr("y", 10).text(words);
  plot
    .append("rect")
    .attr("class", "sunk")
    .attr("x", left)
    .attr("y", STRIP.top)
    .attr("width", right - left)
    .attr("height", STRIP.height);
  const most = Math.max(max(series.running) ?? 0, max(series.waiting) ?? 0, 1);
  const y = scaleLinear([0, most], [STRIP.top + STRIP.height, STRIP.top + 4]);
  const draw = shapes(series, scale, "straight");
  plot
    .append("path")
    .attr("fill", `url(#${name}-waiting)`)
    .attr(
      "d",
      draw.area(y.bind(null, 0), (bin) => y(series.waiting[bin]!)),
    );
  plot
    .append("path")
    .attr("class", "thin ink")
    .attr(
      "d",
      draw.line((bin) => y(series.running[bin]!)),
    );
  ticks(plot, scale, ticksThatFit(context, scale));
  const [from, to] = window.map((instant) => round(scale(instant))) as [number, number];
  plot
    .append("rect")
    .attr("class", "window")
    .attr("x", from)
    .attr("y", STRIP.top)
    .attr("width", Math.max(1, to - from))
    .attr("height", STRIP.height);
  const bottom = STRIP.top + STRIP.height;
  for (const [above, below] of [
    [from, left],
    [to, right],
  ] as const)
    plot
      .append("path")
      .attr("class", "funnel")
      .attr("d", `M${above},${bottom}L${above},${bottom + 3}L${below},${STRIP.funnel}`);
}

function ticks(plot: Plot, scale: TimeScale, most: number): void {
  const [left, right] = scale.range() as [number, number];
  plot
    .selectAll(null)
    .data(timeTicks(scale.domain() as [number, number], most))
    .join("text")
    .attr("class", "tick")
    .attr("x", ({ at }) => round(scale(at)))
    .attr("y", STRIP.ticks)
    .attr("text-anchor", ({ at }) => anchorOf(scale(at), left, right))
    .text(({ text }) => text);
}

/** Words at the very ends stay inside. */
export const anchorOf = (x: number, left: number, right: number): "start" | "middle" | "end" =>
  x - left < 16 ? "start" : right - x < 16 ? "end" : "middle";
