/**
 * Rows of a table by the request that each is of, found in constant time.
 *
 * A table of a run has hundreds of thousands of rows, and a view draws some thirty requests of it
 * sixty times a second: so rows are sorted into requests once for a run.
 */
import type { RunRecord } from "../../sim/index.ts";

/** Rows of request i are `row[start[i]] … row[start[i + 1] − 1]`, in the order of the table. */
export interface ByRequest {
  start: Int32Array;
  row: Int32Array;
}

/** Counting sort: keeps the order of rows within a request. */
export function byRequest(table: { count: number; request: Int32Array }, requests: number) {
  const start = new Int32Array(requests + 1);
  for (let row = 0; row < table.count; row++) start[table.request[row]! + 1]! += 1;
  for (let i = 0; i < requests; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const row = new Int32Array(table.count);
  for (let at = 0; at < table.count; at++) row[next[table.request[at]!]!++] = at;
  return { start, row } satisfies ByRequest;
}

export interface RequestIndex {
  pieces: ByRequest;
  pauses: ByRequest;
}

const indices = new WeakMap<RunRecord, RequestIndex>();

/** The index of a run, made when it is first asked for. */
export function indexOf(record: RunRecord): RequestIndex {
  const known = indices.get(record);
  if (known !== undefined) return known;
  const { count } = record.requests;
  const made = {
    pieces: byRequest(record.pieces, count),
    pauses: byRequest(record.pauses, count),
  };
  indices.set(record, made);
  return made;
}
