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
  const there = inWindow(record, window).filter(
    (row) =>
      (engine === undefined || requests.engine[row] === engine) &&
      // A refused one is there when it comes, and no longer.
      (requests.arrival[row]! >= window[0] || endingOf(record, row) !== "refused"),
  );
  return { requests: picked[choice](there, record), inWindow: there.length };
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

/** The slowest request of a window; undefined where there is none. */
export const slowestIn = (record: RunRecord, chosen: Omit<Chosen, "choice">): number | undefined =>
  ganttRows(record, { ...chosen, choice: "slowest" }).requests[0];

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
    const left = Math.max(0, 1 - secondsIn(record, row) / end);
    keys[found++] = Math.floor((left * 2 ** 52) / places) * places + row;
  }
  const order = Int32Array.from(keys.subarray(0, found).sort(), (key) => key % places);
  orders.set(record, order);
  return order;
}

/** How long a request was in the system, so far if it never finished. */
function secondsIn(record: RunRecord, row: number): Seconds {
  const { arrival, e2el } = record.requests;
  return endingOf(record, row) === "done" ? e2el[row]! : endOf(record) - arrival[row]!;
}
