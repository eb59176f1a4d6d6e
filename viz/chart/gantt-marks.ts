/**
 * Marks of the Gantt, in pixels: what is drawn of each request, whoever draws it.
 *
 * A mark that would be thinner than the eye sees has a least width; marks of one kind that touch
 * are one, so that there are never many more than pixels.
 */
import type { Seconds } from "../../sim/index.ts";
import type { Phase, RequestLine } from "../data/request-line.ts";
import type { TimeScale } from "./time/axis.ts";

/** From one request to the next, in CSS pixels. */
export const ROW = 9.5;

export type MarkKind = Phase | "lost" | "done" | "refused" | "goesOn";

export interface Mark {
  kind: MarkKind;
  x: number;
  width: number;
}

const LEAST: Partial<Record<MarkKind, number>> = { prefill: 1.3, again: 1.3, preempted: 1 };
/** Marks at an instant. */
const TICK = 1.4;
/** The arrow of what goes on ends where the run does. */
const ARROW = 4;
/** In which order they lie on one another. */
const layers: readonly MarkKind[] = [
  ...["waiting", "decode", "preempted", "prefill", "again"],
  ...["lost", "done", "goesOn", "refused"],
] as MarkKind[];

export function marksOf(line: RequestLine, x: TimeScale): Mark[] {
  const marks: Mark[] = [];
  const [start, end] = x.range() as [number, number];
  const add = (kind: MarkKind, from: number, to: number): void => {
    if (to < start || from > end) return;
    const left = Math.max(start, from);
    const width = Math.max(LEAST[kind] ?? 0, Math.min(end, to) - left);
    if (width === 0) return;
    const last = marks.findLast((mark) => mark.kind === kind);
    if (last !== undefined && left <= last.x + last.width && kind !== "decode")
      last.width = Math.max(last.width, left + width - last.x);
    else marks.push({ kind, x: left, width });
  };
  const at = (kind: MarkKind, time: Seconds): void => add(kind, x(time), x(time) + TICK);

  for (const { phase, from, to } of line.spans) add(phase, x(from), x(to));
  for (const time of line.preempted) at("lost", time);
  if (line.ending === "done") add("done", x(line.until) - TICK / 2, x(line.until) + TICK / 2);
  if (line.ending === "refused") at("refused", line.arrival);
  if (line.ending === "open") add("goesOn", x(line.until) - ARROW, x(line.until));
  return marks.sort((one, other) => layers.indexOf(one.kind) - layers.indexOf(other.kind));
}

/** Which row lies at this height; −1 where none does. */
export function rowAt(y: number, rows: number): number {
  const row = Math.floor(y / ROW);
  return row >= 0 && row < rows ? row : -1;
}
