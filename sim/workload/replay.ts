/**
 * A trace played back: from an instant on, faster or slower, once or over and over.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Arrivals } from "./arrivals.ts";
import { rowsOf } from "./name-column.ts";
import type { TraceSpec } from "./spec.ts";
import { type Trace, TraceError } from "./trace.ts";

/** What part of a trace is played, and how. */
export type Playback = Pick<TraceSpec, "file" | "rate_scale" | "start" | "limit" | "repeat">;

/** The rows that a playback takes: from its `start` on, at most `limit`. Views, not copies. */
export function excerpt(trace: Trace, { file, start, limit }: Playback): Trace {
  const first = trace.arrival.findIndex((at) => at >= start);
  if (first < 0) {
    const value = `${trace.arrival[trace.arrival.length - 1]}`;
    const problem = `is the last arrival, before the start at ${start}`;
    throw new TraceError(file, [{ line: 0, column: "", value, problem }]);
  }
  const end = limit === undefined ? trace.arrival.length : first + limit;
  return {
    arrival: trace.arrival.subarray(first, end),
    prompt: trace.prompt.subarray(first, end),
    output: trace.output.subarray(first, end),
    priority: trace.priority.subarray(first, end),
    class: rowsOf(trace.class, first, end),
    tenant: rowsOf(trace.tenant, first, end),
    remarks: trace.remarks,
  };
}

export interface Replay extends Arrivals {
  /** The row of the excerpt whose arrival was returned last. */
  readonly row: number;
}

/**
 * The arrivals of an excerpt. Each pass follows the one before by the mean gap between rows, so
 * that the seam is neither a burst nor a pause.
 */
export function createReplay({ arrival }: Trace, playback: Playback): Replay {
  const { rate_scale, start, repeat } = playback;
  const rows = arrival.length;
  invariant(rows > 0, () => `${playback.file}: nothing to play`);
  const span: Seconds = arrival[rows - 1]! - arrival[0]!;
  const period: Seconds = rows > 1 ? span + span / (rows - 1) : 0;
  let row = -1;
  let pass = 0;
  return {
    get row() {
      return row;
    },
    next() {
      if (row + 1 === rows) {
        row = -1;
        pass += 1;
      }
      if (pass >= repeat) return undefined;
      row += 1;
      return (arrival[row]! - start + pass * period) / rate_scale;
    },
  };
}
