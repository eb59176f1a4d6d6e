/**
 * Stages of a pipeline, one under another: steps as blocks on their way through it, bubbles hatched
 * between them, and pale where the engine idles.
 *
 * A block is amber as far as its tokens are of prompts, and blue for the rest. Steps that follow
 * one another differ in tint, so that the eye follows each of them down.
 */
import { promptShare, type Stage, type Stages } from "../../data/stages.ts";
import { count, inOne, percent } from "../../format.ts";
import { defineHatches } from "../hatch.ts";
import type { Plot } from "../svg.ts";
import { LINE, labelLanes, laneHeight, pitchOf } from "./lanes.ts";
import { type Frame, type Place, round } from "./row.ts";

/** A figure of a number, and what a number keeps free around it. */
const FIGURE = 6.4;
const AROUND = 6;
/** How much of its hue each of the steps has that are in the pipeline together, in percent. */
const tints = [100, 76, 58, 42] as const;

export function stagesRow(place: Place, frame: Frame, data: Stages): void {
  const { name, x } = frame;
  const { stages, idle } = data;
  // Without the fill that bubbles have in a stack, so that steps stand out.
  defineHatches(place.plot, [{ id: `${name}-gap`, stroke: "bubble", gap: 4 }]);
  const pitch = pitchOf(stages.length);
  const height = laneHeight(stages.length);
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  const [left, right] = x.range() as [number, number];
  const whole = [{ from: left, to: right, top: 0, bottom: height }];
  const rests = idle.map(([from, to]) => ({ from: x(from), to: x(to), top: 0, bottom: height }));
  for (const [index, stage] of stages.entries()) {
    const lane = marks.append("g").attr("transform", `translate(0,${index * pitch})`);
    area(lane, "bubble", whole).style("fill", `url(#${name}-gap)`);
    area(lane, "idle", rests).style("fill", "var(--idle)");
    blocks(lane, frame, { ...data, stage, height });
  }
  const mark = { glyph: "square", colour: `url(#${name}-gap)`, hue: "bubble" } as const;
  labelLanes(place, frame, {
    names: stages.map((_, stage) => String(stage)),
    readOut: (stage) => ({
      ...mark,
      read: `stage ${stage}`,
      label: `${inOne(percent(stages[stage]!.bubble))} bubble`,
    }),
    narrow: { ...mark, read: "stages", label: "bubble" },
  });
  if (frame.context.narrow) return;
  // What is under the pointer stands in the title: there is room for a sentence.
  place.plot
    .select(".strong")
    .append("tspan")
    .attr("class", "note")
    .attr("dx", 5)
    .attr("data-read", "step in stage");
}

interface Box {
  from: number;
  to: number;
  top: number;
  bottom: number;
}

/** All boxes of one look as one path: there may be thousands. */
const area = (lane: Plot, hue: string, boxes: readonly Box[]) =>
  lane
    .append("path")
    .attr("data-hue", hue)
    .attr(
      "d",
      boxes
        .filter(({ top, bottom }) => bottom > top)
        .map(({ from, to, top, bottom }) => {
          const width = round(to - from);
          return `M${round(from)},${round(top)}h${width}V${round(bottom)}h${-width}z`;
        })
        .join(""),
    );

interface Lane extends Stages {
  stage: Stage;
  height: number;
}

/** The steps of a stage, each with its number where that finds room. */
function blocks(lane: Plot, { x }: Frame, { stage, stages, steps, window, height }: Lane): void {
  const rows: number[] = [];
  for (let row = 0; row < steps.count; row++)
    if (stage.end[row]! > window[0] && stage.begin[row]! < window[1]) rows.push(row);
  const box = (row: number, top: number, bottom: number): Box => {
    const [from, to] = [x(stage.begin[row]!), x(stage.end[row]!)];
    // A hair of paper between two, but not of those that would be nothing else.
    return { from, to: Math.max(from + 0.5, to - 0.6), top, bottom };
  };
  const groups = Math.min(tints.length, stages.length);
  for (const [group, tint] of tints.slice(0, groups).entries()) {
    const tinted = rows.filter((row) => steps.index[row]! % groups === group);
    const split = (row: number): number => height * (1 - promptShare(steps, row));
    const fill = (token: string): string =>
      `color-mix(in srgb, var(--${token}) ${tint}%, var(--paper))`;
    area(
      lane,
      "weights",
      tinted.map((row) => box(row, 0, split(row))),
    ).style("fill", fill("weights"));
    area(
      lane,
      "matrix",
      tinted.map((row) => box(row, split(row), height)),
    ).style("fill", fill("mm"));
  }
  const [left, right] = x.range() as [number, number];
  for (const row of rows) {
    const text = count(steps.index[row]!);
    const [from, to] = [x(stage.begin[row]!), x(stage.end[row]!)];
    const inside = Math.min(right, to) - Math.max(left, from);
    if (height < LINE || inside < text.length * FIGURE + AROUND) continue;
    lane
      .append("text")
      .attr("class", "halo name")
      .attr("x", round((Math.max(left, from) + Math.min(right, to)) / 2))
      .attr("y", height / 2)
      .attr("dy", "0.34em")
      .attr("text-anchor", "middle")
      .text(text);
  }
}
