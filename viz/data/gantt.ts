/** Which requests the Gantt has a row for, and in which order. */
import type { RunRecord, Seconds } from "../../sim/index.ts";
import { endingOf } from "./request-line.ts";
import { endOf, inWindow, type Window } from "./window.ts";

export const choices = {
  all: "all",
  missed: "missed the SLO",
  slowest: "slowest first",
  preempted: "preempted",
} as const;
export type Choice = keyof typeof choices;

export interface GanttRows {
  /** Requests by row, as many as fit the choice. */
  requests: Int32Array;
  /** How many there are in the window, of all. */
  inWindow: number;
}

export interface Chosen {
  window: Window;
  choice: Choice;
  /** The engine they must have been on; undefined is any. */
  engine: number | undefined;
}

export function ganttRows(record: RunRecord, { window, choice, engine }: Chosen): GanttRows {
  const { requests } = record;
  const there = inWindow(record, window);
  let kept = 0;
  for (const row of there) {
    if (engine !== undefined && requests.engine[row] !== engine) continue;
    // A refused one is there when it comes, and no longer.
    if (requests.arrival[row]! < window[0] && endingOf(record, row) === "refused") continue;
    there[kept++] = row;
  }
  return { requests: picked[choice](there.subarray(0, kept), record), inWindow: kept };
}

const picked: Record<Choice, (there: Int32Array, record: RunRecord) => Int32Array> = {
  all: (there) => there,
  missed: (there, { requests }) => there.filter((row) => requests.good[row] === 0),
  preempted: (there, { requests }) => there.filter((row) => requests.preemptions[row]! > 0),
  slowest: (there, record) => {
    const isThere = new Uint8Array(record.requests.count);
    for (const row of there) isThere[row] = 1;
    return slowestFirst(record).filter((row) => isThere[row] === 1);
  },
};

/** Whether a request has come by then, and has not ended. */
export function isThere({ requests }: RunRecord, request: number, time: Seconds): boolean {
  const since = time - requests.arrival[request]!;
  return since >= 0 && !(since > requests.e2el[request]!);
}

/** The slowest request of a window; undefined where there is none. */
export function slowestIn(record: RunRecord, { window, engine }: Omit<Chosen, "choice">) {
  const end = endOf(record);
  let slowest: number | undefined;
  let longest = Number.NEGATIVE_INFINITY;
  for (const row of inWindow(record, window)) {
    if (engine !== undefined && record.requests.engine[row] !== engine) continue;
    const seconds = secondsIn(record, row, end);
    if (seconds <= longest || endingOf(record, row) === "refused") continue;
    longest = seconds;
    slowest = row;
  }
  return slowest;
}

const orders = new WeakMap<RunRecord, Int32Array>();

/**
 * All requests that were not refused, the slowest first.
 *
 * What is sorted are numbers that hold duration and row: a sort that asks a function takes so long
 * with 100,000 of them that the page would stand still.
 */
function slowestFirst(record: RunRecord): Int32Array {
  const known = orders.get(record);
  if (known !== undefined) return known;
  const { count } = record.requests;
  const places = 2 ** Math.ceil(Math.log2(count + 1));
  const end = endOf(record);
  const keys = new Float64Array(count);
  let found = 0;
  for (let row = 0; row < count; row++) {
    const ending = endingOf(record, row);
    if (ending === "refused") continue;
    const left = Math.max(0, 1 - secondsIn(record, row, end) / end);
    keys[found++] = Math.floor((left * 2 ** 52) / places) * places + row;
  }
  const order = Int32Array.from(keys.subarray(0, found).sort(), (key) => key % places);
  orders.set(record, order);
  return order;
}

/** How long a request was in the system: until the run ended, if it never finished. */
function secondsIn({ requests }: RunRecord, row: number, end: Seconds): Seconds {
  const seconds = requests.e2el[row]!;
  return Number.isNaN(seconds) ? end - requests.arrival[row]! : seconds;
}
