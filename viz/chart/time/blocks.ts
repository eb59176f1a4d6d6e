/**
 * Steps as blocks in a lane, one after another, each with its number where that finds room.
 *
 * A block is amber as far as its tokens are of prompts, and blue for the rest. Steps that follow
 * one another differ in tint, so that the eye follows each of them from lane to lane.
 */
import type { Seconds } from "../../../sim/index.ts";
import { count } from "../../format.ts";
import type { Plot } from "../svg.ts";
import { LINE } from "./lanes.ts";
import { type Frame, round } from "./row.ts";

export interface Blocks {
  begin: ArrayLike<Seconds>;
  end: ArrayLike<Seconds>;
  /** Numbers of the steps. */
  step: ArrayLike<number>;
  /** Share of each one's tokens that is of prompts. */
  prompts: ArrayLike<number>;
}

/** A figure of a number, and what a number keeps free around it, in CSS pixels. */
const FIGURE = 6.4;
const AROUND = 10;
/** How much of its hue each of the steps has that belong together, in percent. */
const tints = [100, 76, 58, 42] as const;

interface Box {
  from: number;
  to: number;
  top: number;
  bottom: number;
}

/** All boxes of one look as one path: there may be thousands. */
export const boxes = (lane: Plot, hue: string, all: readonly Box[]) =>
  lane
    .append("path")
    .attr("data-hue", hue)
    .attr(
      "d",
      all
        .filter(({ top, bottom }) => bottom > top)
        .map(({ from, to, top, bottom }) => {
          const width = round(to - from);
          return `M${round(from)},${round(top)}h${width}V${round(bottom)}h${-width}z`;
        })
        .join(""),
    );

interface Looks {
  /** Of the lane, in CSS pixels. */
  height: number;
  /** So many steps that follow one another have tints of their own. */
  groups: number;
}

export function drawBlocks(
  lane: Plot,
  { x }: Pick<Frame, "x">,
  { begin, end, step, prompts, height, groups }: Blocks & Looks,
): void {
  const [left, right] = x.range() as [number, number];
  const rows = [...Array(begin.length).keys()].filter(
    (row) => x(end[row]!) > left && x(begin[row]!) < right,
  );
  const box = (row: number, top: number, bottom: number): Box => {
    const [from, to] = [x(begin[row]!), x(end[row]!)];
    // A hair of paper between two, but not of those that would be nothing else.
    return { from, to: Math.max(from + 0.5, to - 0.6), top, bottom };
  };
  const many = Math.min(tints.length, groups);
  const split = (row: number): number => height * (1 - prompts[row]!);
  for (const [group, tint] of tints.slice(0, many).entries()) {
    const tinted = rows.filter((row) => step[row]! % many === group);
    const fill = (token: string): string =>
      `color-mix(in srgb, var(--${token}) ${tint}%, var(--paper))`;
    const answers = tinted.map((row) => box(row, 0, split(row)));
    boxes(lane, "weights", answers).style("fill", fill("weights"));
    const pieces = tinted.map((row) => box(row, split(row), height));
    boxes(lane, "matrix", pieces).style("fill", fill("mm"));
  }
  if (height < LINE) return;
  for (const row of rows) {
    const text = count(step[row]!);
    const [from, to] = [Math.max(left, x(begin[row]!)), Math.min(right, x(end[row]!))];
    if (to - from < text.length * FIGURE + AROUND) continue;
    lane
      .append("text")
      .attr("class", "halo name")
      .attr("x", round((from + to) / 2))
      .attr("y", height / 2)
      .attr("dy", "0.34em")
      .attr("text-anchor", "middle")
      .text(text);
  }
}
