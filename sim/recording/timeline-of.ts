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
  const { edges, figures } = timeline.columns(engines, now);
  return {
    intervals: edges.length - 1,
    engines: engines.length,
    edges: Float64Array.from(edges),
    figures,
    columns: timelineColumns,
  };
}
