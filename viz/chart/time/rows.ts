/** Rows of the time view: requests in the system, KV blocks with preemptions, tokens per second. */
import { max } from "d3";
import type { Seconds } from "../../../sim/index.ts";
import type { Annotation } from "../../data/moments.ts";
import type { SeriesOfWork } from "../../data/series.ts";
import { type Frame, type Place, readOuts, round, tail, values } from "./row.ts";
import { shapes, stepped } from "./shapes.ts";

/** Running as an ink line, waiting as a hatched area. */
export function requestsRow(place: Place, frame: Frame): void {
  const { running, waiting, bins } = frame.series;
  const y = values(place, frame, { most: Math.max(max(running) ?? 0, max(waiting) ?? 0, 1) });
  const draw = shapes(frame.series, frame.x, "straight");
  const marks = place.plot.append("g").attr("clip-path", `url(#${frame.name}-clip)`);
  marks
    .append("path")
    .attr("fill", `url(#${frame.name}-waiting)`)
    .attr(
      "d",
      draw.area(y.bind(null, 0), (bin) => y(waiting[bin]!)),
    );
  marks
    .append("path")
    .attr("class", "edge")
    .attr(
      "d",
      draw.line((bin) => y(waiting[bin]!)),
    );
  marks
    .append("path")
    .attr("class", "line ink")
    .attr(
      "d",
      draw.line((bin) => y(running[bin]!)),
    );
  readOuts(place, frame, [
    { ...atEnd("running", "var(--ink)"), y: y(tail(bins, (bin) => running[bin]!)) },
    {
      ...atEnd("waiting", `url(#${frame.name}-waiting)`, "square"),
      y: y(tail(bins, (bin) => waiting[bin]!)),
    },
  ]);
}

const atEnd = (label: string, colour: string, glyph: "line" | "square" = "line") => ({
  read: label,
  label,
  glyph,
  colour,
});

/** In use as a blue area up to capacity, preemptions as red ticks on its floor. */
export function blocksRow(
  place: Place,
  frame: Frame,
  {
    work,
    preempted,
    full,
  }: { work: SeriesOfWork; preempted: Float64Array; full: Annotation | undefined },
): void {
  const { kv, kvBlocks } = work;
  const { x, series, name } = frame;
  const most = kvBlocks > 0 ? kvBlocks : Math.max(1, max(kv) ?? 1);
  const y = values(place, frame, { most, ticks: [0, most / 2, most] });
  const draw = shapes(series, x, "straight");
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  const height = (bin: number): number => y(Math.min(kv[bin]!, most));
  marks
    .append("path")
    .attr("class", "in-use")
    .attr("d", draw.area(y.bind(null, 0), height));
  marks.append("path").attr("class", "line kv").attr("d", draw.line(height));
  // One path: there may be hundreds, and the window may be under the pointer.
  const ticks = apartEnough(preempted, frame).map((at) => `M${round(x(at))},${place.height}v-9`);
  marks.append("path").attr("class", "preempted").attr("d", ticks.join(""));
  if (full !== undefined) annotate(place, frame, full);
  readOuts(place, frame, [
    {
      read: "blocks",
      label: "in use",
      glyph: "line",
      colour: "var(--kv-line)",
      y: tail(series.bins, height),
    },
    {
      read: "preempted",
      label: frame.context.narrow ? "preempted" : "preempted, so far",
      glyph: "square",
      colour: "var(--miss)",
      y: place.height - 4,
    },
  ]);
}

/** One of those that would fall on the same pixel. */
function apartEnough(instants: Float64Array, { x }: Frame): Seconds[] {
  const [from, to] = x.domain() as [number, number];
  const shown: Seconds[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const at of instants) {
    if (at < from || at > to || x(at) - last < 1) continue;
    last = x(at);
    shown.push(at);
  }
  return shown;
}

/** Wide enough for a letter of 11 px, in CSS pixels. */
const LETTER = 6;

function annotate({ plot }: Place, { x, context }: Frame, { at, ...words }: Annotation): void {
  const text = context.narrow ? words.brief : words.text;
  const [from, to] = x.domain() as [number, number];
  if (at < from || at > to) return;
  const [left, right] = x.range() as [number, number];
  const place = round(x(at));
  const start = round(Math.max(left + 4, Math.min(place + 6, right - text.length * LETTER)));
  // Above words that it would go through, else beside them.
  const end = start < place ? 4 : 14;
  plot.append("line").attr("class", "mark").attr("x1", place).attr("x2", place).attr("y2", end);
  plot.append("text").attr("class", "halo note-of-chart").attr("x", start).attr("y", 15).text(text);
}

/** What a step computes, as an ink step: no resource is spent by its being large. */
export function batchRow(place: Place, frame: Frame, { batch }: SeriesOfWork): void {
  const { series, x, name } = frame;
  const y = values(place, frame, { most: Math.max(max(batch) ?? 0, 1) });
  const height = (bin: number): number => y(batch[bin]!);
  place.plot
    .append("g")
    .attr("clip-path", `url(#${name}-clip)`)
    .append("path")
    .attr("class", "line ink")
    .attr("d", stepped(series, x).line(height));
  readOuts(place, frame, [{ ...atEnd("batch", "var(--ink)"), y: tail(series.bins, height) }]);
}

/** Prompts in as an amber step, answers out as a blue one. */
export function tokensRow(place: Place, frame: Frame, { prompt, answer }: SeriesOfWork): void {
  const { series, x, name } = frame;
  const y = values(place, frame, { most: Math.max(max(prompt) ?? 0, max(answer) ?? 0, 1) });
  const draw = stepped(series, x);
  const marks = place.plot.append("g").attr("clip-path", `url(#${name}-clip)`);
  const all = [
    { read: "prompt", label: "prompt in", values: prompt, colour: "var(--mm)" },
    { read: "answer", label: "answer out", values: answer, colour: "var(--weights)" },
  ] as const;
  for (const { values, colour } of all)
    marks
      .append("path")
      .attr("class", "line")
      .style("stroke", colour)
      .attr(
        "d",
        draw.line((bin) => y(values[bin]!)),
      );
  readOuts(
    place,
    frame,
    all.map((one) => ({
      ...one,
      glyph: "line",
      y: y(tail(series.bins, (bin) => one.values[bin]!)),
    })),
  );
}
