/**
 * Data-parallel ranks, one under another, the busiest first: what the time of each was spent on, in
 * the hues of the stack of all, so that whoever waits for the others is pale.
 */
import type { Ranks } from "../../data/ranks.ts";
import { labelLanes, laneHeight, pitchOf } from "./lanes.ts";
import type { Frame, Place } from "./row.ts";
import { drawStack, stacked } from "./stack.ts";

export function ranksRow(place: Place, frame: Frame, { lanes }: Ranks): void {
  const { name, x } = frame;
  const height = laneHeight(lanes.length);
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  for (const [index, { series }] of lanes.entries()) {
    const top = index * pitchOf(lanes.length);
    const lane = marks.append("g").attr("class", "lane").attr("transform", `translate(0,${top})`);
    const stack = stacked(series.work!.shares, series.bins);
    drawStack(lane, { series, x, name }, { stack, y: (share) => height * (1 - share) });
  }
  const mark = { glyph: "square", colour: "var(--idle)", hue: "idle" } as const;
  labelLanes(place, frame, {
    names: lanes.map(({ name }) => name),
    readOut: (lane) => ({ ...mark, read: `rank ${lanes[lane]!.engine}`, label: "idle" }),
    narrow: { ...mark, read: "ranks", label: "idle" },
  });
}
