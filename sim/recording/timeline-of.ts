/** A timeline as columns. */
import type { EngineView } from "../engine/view.ts";
import { type Timeline, timelineColumns } from "../observe/timeline.ts";
import type { Seconds } from "../units.ts";
import type { TimelineColumns } from "./run-record.ts";

/** What each engine did up to `now`. */
export function timelineOf(
  timeline: Timeline,
  engines: readonly EngineView[],
  now: Seconds,
): TimelineColumns {
  const edges: number[] = [];
  const figures: number[] = [];
  for (const row of timeline.rows(engines, now)) {
    if (edges.at(-1) !== row.start) edges.push(row.start);
    for (const column of timelineColumns) figures.push(row.figures[column]);
  }
  return {
    intervals: edges.length,
    engines: engines.length,
    edges: Float64Array.from([...edges, now]),
    figures: Float64Array.from(figures),
    columns: timelineColumns,
  };
}
