/**
 * Distributions: samples in ascending order, and which share of them is at or below a value.
 *
 * Requests are put in order once a run; those of a window are then had by one pass over it. Gaps
 * between tokens come counted, by length.
 */
import { bisectRight } from "d3";
import type { GapColumns, RequestColumns } from "../../sim/index.ts";

/** What is known of each request, in seconds. */
export type Measure = "ttft" | "tpot" | "e2el";

export interface Distribution {
  /** Ascending. */
  values: Float64Array;
  /** Samples (counts) at or below each; undefined where each value is one sample. */
  upTo?: Float64Array;
  /** Samples (a count). */
  samples: number;
}

/** Of all requests that have this measure, or of those among `rows`. */
export function ofRequests(
  requests: RequestColumns,
  measure: Measure,
  rows?: Int32Array,
): Distribution {
  const all = ascending(requests, measure);
  if (rows === undefined) return { values: all.values, samples: all.values.length };
  const asked = marked(rows, requests.count);
  const values = new Float64Array(all.values.length);
  let samples = 0;
  for (let at = 0; at < values.length; at++)
    if (asked[all.rows[at]!] === 1) values[samples++] = all.values[at]!;
  return { values: values.subarray(0, samples), samples };
}

export function ofGaps({ upTo: values, tokens }: GapColumns): Distribution {
  const upTo = new Float64Array(tokens.length);
  let samples = 0;
  for (let at = 0; at < tokens.length; at++) {
    samples += tokens[at]!;
    upTo[at] = samples;
  }
  return { values, upTo, samples };
}

/** Which share is at or below `value`; 0 where there is nothing. */
export function shareUpTo({ values, upTo, samples }: Distribution, value: number): number {
  const within = bisectRight(values, value);
  if (within === 0) return 0;
  return (upTo === undefined ? within : upTo[within - 1]!) / samples;
}

/**
 * The value that a share of the samples does not exceed: between two samples interpolated as NumPy
 * does, and so the summary; of counted ones the greatest of their kind. NaN of nothing.
 */
export function valueAt({ values, upTo, samples }: Distribution, share: number): number {
  if (samples === 0) return Number.NaN;
  const rank = share * (samples - 1);
  if (upTo !== undefined) return values[bisectRight(upTo, rank)]!;
  const below = Math.floor(rank);
  const low = values[below]!;
  return low + ((values[below + 1] ?? low) - low) * (rank - below);
}

/** Which requests are among the rows that were asked for last: all measures ask for the same. */
let marks: { rows: Int32Array; asked: Uint8Array } | undefined;

function marked(rows: Int32Array, count: number): Uint8Array {
  if (marks?.rows === rows) return marks.asked;
  const asked = new Uint8Array(count);
  for (let at = 0; at < rows.length; at++) asked[rows[at]!] = 1;
  marks = { rows, asked };
  return asked;
}

/** What is known of a measure, in order, and of which requests it is. */
interface Ascending {
  values: Float64Array;
  rows: Uint32Array;
}

const orders = new WeakMap<RequestColumns, Partial<Record<Measure, Ascending>>>();

function ascending(requests: RequestColumns, measure: Measure): Ascending {
  const known = orders.get(requests) ?? {};
  orders.set(requests, known);
  known[measure] ??= inOrder(requests[measure].subarray(0, requests.count));
  return known[measure];
}

function inOrder(column: Float64Array): Ascending {
  const rows = ascendingRows(column);
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) values[at] = column[rows[at]!]!;
  return { values, rows };
}

/** Low bits of a float that are given to its row: four million rows, and 2⁻³⁰ of the value. */
const ROW_BITS = 22;
const ROWS = (1 << ROW_BITS) - 1;

/**
 * Rows in the order of their values, without those that have none.
 *
 * Each float bears its row in its last bits, so that it can be sorted without asking which is less:
 * ten times as fast.
 */
function ascendingRows(column: Float64Array): Uint32Array {
  const keys = column.slice();
  const words = new Uint32Array(keys.buffer);
  let known = 0;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    keys[known] = value;
    words[2 * known + LOW] = ((words[2 * known + LOW]! & ~ROWS) | row) >>> 0;
    known += 1;
  }
  keys.subarray(0, known).sort();
  const rows = new Uint32Array(known);
  for (let at = 0; at < known; at++) rows[at] = words[2 * at + LOW]! & ROWS;
  return rows;
}

/** Which of a float's two words is its low one. */
const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
