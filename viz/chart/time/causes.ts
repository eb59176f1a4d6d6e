/** Causes: what wall time was spent on, as shares that are stacked up to all of it. */
import type { SeriesOfWork } from "../../data/series.ts";
import { hues } from "../../hues.ts";
import { type Frame, type Place, type ReadOut, readOuts, round, tail, values } from "./row.ts";
import { drawStack, fillOf, stacked } from "./stack.ts";

/** Rows of labels under the plot of a narrow page. */
const LINE = 18;
export const CAUSES_BELOW = 8 + (hues.length / 2) * LINE;

export function causesRow(place: Place, frame: Frame, { shares }: SeriesOfWork): void {
  const { series, name, context } = frame;
  const y = values(place, frame, { most: 1, ticks: [] });
  const stack = stacked(shares, series.bins);
  const width = hues.length + 1;
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  drawStack(marks, frame, { stack, y });
  percentLines(place, frame);
  const sum = (at: number): number => tail(series.bins, (bin) => stack[bin * width + at]!);
  const labels = hues.map((hue, at) => ({
    read: hue.key,
    label: hue.label,
    glyph: "square" as const,
    colour: fillOf(hue, name),
    hue: hue.key,
    y: y((sum(at) + sum(at + 1)) / 2),
  }));
  if (context.narrow) below(place, frame, labels);
  else readOuts(place, frame, labels.toReversed());
}

/** Over the areas, since they fill all of the plot. */
function percentLines({ plot, height }: Place, { x, context }: Frame): void {
  const [left, right] = x.range() as [number, number];
  for (const share of [0, 0.5, 1]) {
    const line = plot.append("g").attr("transform", `translate(0,${height * (1 - share)})`);
    if (share === 0.5) line.append("line").attr("class", "over").attr("x1", left).attr("x2", right);
    line
      .append("text")
      .attr("x", left - (context.narrow ? 6 : 8))
      .attr("dy", "0.32em")
      .attr("text-anchor", "end")
      .text(`${100 * share} %`);
  }
}

/** Two columns, read downwards from the bottom of the stack. */
function below({ plot, height }: Place, { context }: Frame, labels: readonly ReadOut[]): void {
  const column = context.width / 2;
  const items = plot
    .selectAll(null)
    .data(labels)
    .join("g")
    .attr("class", "read-out")
    .attr("data-hue", ({ hue }) => hue ?? null)
    .attr("transform", (_, index) => {
      const [row, side] = [Math.floor(index / 2), index % 2];
      return `translate(${round(side * column)},${height + 18 + row * LINE})`;
    });
  items
    .append("rect")
    .attr("class", "target")
    .attr("y", -LINE / 2)
    .attr("width", column - 8)
    .attr("height", LINE);
  items
    .append("rect")
    .attr("y", -4.5)
    .attr("width", 9)
    .attr("height", 9)
    .attr("rx", 1.5)
    .style("fill", ({ colour }) => colour);
  items
    .append("text")
    .attr("x", 15)
    .attr("dy", "0.34em")
    .text(({ label }) => label);
  items
    .append("text")
    .attr("class", "value")
    .attr("data-read", ({ read }) => read)
    .attr("x", column - 14)
    .attr("dy", "0.34em");
}
