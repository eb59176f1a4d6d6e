/** Lanes: what goes on beside one another at one time, one under another. */
import { type Frame, type Place, type ReadOut, readOuts, round } from "./row.ts";

/** Heights of a lane, in CSS pixels: of few, of many, of all together, and what is between two. */
const FEW = { most: 17, least: 6, all: 176, between: 3 } as const;
const MANY = { most: 9, least: 3, all: 200, between: 1 } as const;
/** Names the read-out of what is under the pointer. */
export const UNDER = "under";
/** A line of labels. */
export const LINE = 14;

const sizesOf = (lanes: number) => (lanes <= 16 ? FEW : MANY);

/** How high one of so many lanes is, in CSS pixels. */
export function laneHeight(lanes: number): number {
  const { most, least, all } = sizesOf(lanes);
  return Math.max(least, Math.min(most, Math.floor(all / lanes)));
}

/** From one lane to the next. */
export const pitchOf = (lanes: number): number => laneHeight(lanes) + sizesOf(lanes).between;

export const heightOfLanes = (lanes: number): number =>
  lanes * pitchOf(lanes) - sizesOf(lanes).between;

/** Which lane is so far below the top of the row; −1 where none is. */
export function laneAt(y: number, lanes: number): number {
  const lane = Math.floor(y / pitchOf(lanes));
  return lane >= 0 && lane < lanes ? lane : -1;
}

export interface LaneLabels {
  /** At the left of each lane. */
  names: readonly string[];
  /** At its right on a wide page, and in the title of a narrow one. */
  readOut(lane: number): Omit<ReadOut, "y">;
  narrow: Omit<ReadOut, "y">;
}

/** Where lanes are lower than a line, only some of them have labels. */
export function labelLanes(
  place: Place,
  frame: Pick<Frame, "context" | "x">,
  { names, readOut, narrow }: LaneLabels,
): void {
  const { x, context } = frame;
  const pitch = pitchOf(names.length);
  const middle = (lane: number): number => round(lane * pitch + laneHeight(names.length) / 2);
  const each = Math.ceil(LINE / pitch);
  const labelled = [...names.keys()].filter((lane) => lane % each === 0);
  place.plot
    .selectAll(null)
    .data(labelled)
    .join("text")
    .attr("x", x.range()[0]! - (context.narrow ? 6 : 8))
    .attr("y", middle)
    .attr("dy", "0.32em")
    .attr("text-anchor", "end")
    .text((lane) => names[lane]!);
  const all = labelled.map((lane) => ({ ...readOut(lane), y: middle(lane) }));
  readOuts(place, frame, context.narrow ? [{ ...narrow, y: 0 }] : all);
  if (context.narrow) return;
  // What is under the pointer stands in the title: there is room for a sentence.
  place.plot
    .select(".strong")
    .append("tspan")
    .attr("class", "note")
    .attr("dx", 5)
    .attr("data-read", UNDER);
}
