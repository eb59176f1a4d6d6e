/** The window: the part of a run that every view is about, and which requests are in it. */
import type { RunRecord, Seconds } from "../../sim/index.ts";
import type { State } from "../state.ts";

export type Window = readonly [from: Seconds, to: Seconds];

/** Ends of runs that were asked for already: a look at every request is made once. */
const ends = new WeakMap<RunRecord, Seconds>();

/** When the run ended; of a table of requests, when the last thing happened that it knows of. */
export function endOf(record: RunRecord): Seconds {
  let end = ends.get(record);
  if (end === undefined) {
    end = record.timeline?.edges[record.timeline.intervals] ?? lastOfRequests(record);
    ends.set(record, end);
  }
  return end;
}

function lastOfRequests({ requests }: RunRecord): Seconds {
  let last = 0;
  for (let row = 0; row < requests.count; row++) {
    const arrival = requests.arrival[row]!;
    const since = requests.e2el[row]!;
    last = Math.max(last, Number.isNaN(since) ? arrival : arrival + since);
  }
  return last;
}

/** The chosen window, or the whole run. */
export function windowOf({ run, window }: Pick<State, "run" | "window">): Window {
  return window ?? [0, run === undefined ? 0 : endOf(run)];
}

/**
 * Rows of the requests that were in the system in a window, its ends included, in the order of
 * arrival. One that never finished is in the system until the end.
 */
export function inWindow({ requests }: RunRecord, [from, to]: Window): Int32Array {
  const rows = new Int32Array(requests.count);
  let found = 0;
  for (let row = 0; row < requests.count; row++) {
    const arrival = requests.arrival[row]!;
    if (arrival > to) continue;
    const since = requests.e2el[row]!;
    if (arrival + since < from) continue;
    rows[found++] = row;
  }
  return rows.slice(0, found);
}
