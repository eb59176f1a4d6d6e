/**
 * Stages of a pipeline, one under another: steps as blocks on their way through it, bubbles hatched
 * between them, and pale where the engine idles.
 */
import { promptShares, type Stages } from "../../data/stages.ts";
import { inOne, percent } from "../../format.ts";
import { defineHatches } from "../hatch.ts";
import { boxes, drawBlocks } from "./blocks.ts";
import { labelLanes, laneHeight, pitchOf } from "./lanes.ts";
import type { Frame, Place } from "./row.ts";

export function stagesRow(place: Place, frame: Frame, data: Stages): void {
  const { name, x } = frame;
  const { stages, idle, steps } = data;
  // Without the fill that bubbles have in a stack, so that steps stand out.
  defineHatches(place.plot, [{ id: `${name}-gap`, stroke: "bubble", gap: 4 }]);
  const pitch = pitchOf(stages.length);
  const height = laneHeight(stages.length);
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  const [left, right] = x.range() as [number, number];
  const whole = [{ from: left, to: right, top: 0, bottom: height }];
  const rests = idle.map(([from, to]) => ({ from: x(from), to: x(to), top: 0, bottom: height }));
  const blocks = { step: steps.index, prompts: promptShares(steps.shape), height };
  for (const [index, { begin, end }] of stages.entries()) {
    const lane = marks
      .append("g")
      .attr("class", "blocks")
      .attr("transform", `translate(0,${index * pitch})`);
    boxes(lane, "bubble", whole).style("fill", `url(#${name}-gap)`);
    boxes(lane, "idle", rests).style("fill", "var(--idle)");
    drawBlocks(lane, frame, { ...blocks, begin, end, groups: stages.length });
  }
  const mark = { glyph: "square", colour: `url(#${name}-gap)`, hue: "bubble" } as const;
  labelLanes(place, frame, {
    names: stages.map((_, stage) => String(stage + 1)),
    readOut: (stage) => ({
      ...mark,
      read: `stage ${stage + 1}`,
      label: `${inOne(percent(stages[stage]!.bubble))} bubble`,
    }),
    narrow: { ...mark, read: "stages", label: "bubble" },
  });
}
