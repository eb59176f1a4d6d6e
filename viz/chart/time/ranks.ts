/**
 * Data-parallel ranks, one under another, the busiest first: what the time of each was spent on, in
 * the hues of the stack of all, so that whoever waits for the others is pale. Where their steps are
 * known one by one, those are blocks, and what lies between them is the waiting.
 */
import type { Ranks } from "../../data/ranks.ts";
import { inOne, percent } from "../../format.ts";
import { boxes, drawBlocks } from "./blocks.ts";
import { labelLanes, laneHeight, pitchOf } from "./lanes.ts";
import type { Frame, Place } from "./row.ts";
import { drawStack, stacked } from "./stack.ts";

export function ranksRow(place: Place, frame: Frame, { lanes }: Ranks): void {
  const { name, x } = frame;
  const height = laneHeight(lanes.length);
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  const [left, right] = x.range() as [number, number];
  const whole = [{ from: left, to: right, top: 0, bottom: height }];
  for (const [index, { series, tiles }] of lanes.entries()) {
    const top = index * pitchOf(lanes.length);
    const lane = marks
      .append("g")
      .attr("class", tiles === undefined ? "lane" : "lane blocks")
      .attr("transform", `translate(0,${top})`);
    if (tiles !== undefined) {
      boxes(lane, "idle", whole).style("fill", "var(--idle)");
      drawBlocks(lane, frame, { ...tiles, height, groups: 2 });
      continue;
    }
    const stack = stacked(series.work!.shares, series.bins);
    drawStack(lane, { series, x, name }, { stack, y: (share) => height * (1 - share) });
  }
  const mark = { glyph: "square", colour: "var(--idle)", hue: "idle" } as const;
  labelLanes(place, frame, {
    names: lanes.map(({ name }) => name),
    readOut(lane) {
      const { engine, idle, tiles } = lanes[lane]!;
      const label = tiles === undefined ? "idle" : `${inOne(percent(idle))} idle`;
      return { ...mark, read: `rank ${engine}`, label };
    },
    narrow: { ...mark, read: "ranks", label: "idle" },
  });
}
