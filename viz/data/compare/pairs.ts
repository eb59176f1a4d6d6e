/**
 * Pairs: each request of one run beside the same request of another, by its number.
 *
 * Runs with the same random numbers meet the same requests, so what differs between the two ends of
 * a request is what was turned, and not chance. When they come may differ: under another load a
 * request is still held against itself.
 */
import type { RequestColumns, RunRecord, Seconds } from "../../../sim/index.ts";

export interface Pairs {
  /** Requests that were answered in both runs; what follows is by pair. */
  rows: Int32Array;
  /** When each came, in the first run. */
  arrival: Float64Array;
  /** Its end-to-end latency in the second run minus that in the first, in seconds. */
  later: Float64Array;
  /** 1 where it was preempted in one of the runs. */
  preempted: Uint8Array;
  /** Requests (a count) that were answered in one run alone, or in none. */
  alone: number;
  /** Whether they came at the same instants in both. */
  together: boolean;
}

/** What differs between the requests of two runs, in words that follow "their". */
export type Unpaired = "numbers of requests" | "classes" | "prompts" | "answers";

export type Pairing = { pairs: Pairs } | { differ: Unpaired };

const known = new WeakMap<RunRecord, WeakMap<RunRecord, Pairing>>();

/** The pairs of two runs, looked for once. */
export function pairsOf(a: RunRecord, b: RunRecord): Pairing {
  const ofA = known.get(a) ?? new WeakMap<RunRecord, Pairing>();
  known.set(a, ofA);
  const found = ofA.get(b) ?? paired(a, b);
  ofA.set(b, found);
  return found;
}

function paired(a: RunRecord, b: RunRecord): Pairing {
  const [one, other] = [a.requests, b.requests];
  const { count } = one;
  if (count !== other.count) return { differ: "numbers of requests" };
  if (a.classes.join("\n") !== b.classes.join("\n") || !alike(one.class, other.class, count))
    return { differ: "classes" };
  if (!alike(one.prompt, other.prompt, count)) return { differ: "prompts" };
  const pairs = pairsIn(one, other);
  const isSame = (row: number): boolean => one.output[row] === other.output[row];
  return pairs.rows.every(isSame) ? { pairs } : { differ: "answers" };
}

function alike(
  one: Int32Array | Float64Array,
  other: Int32Array | Float64Array,
  count: number,
): boolean {
  for (let row = 0; row < count; row++) if (one[row] !== other[row]) return false;
  return true;
}

function pairsIn(a: RequestColumns, b: RequestColumns): Pairs {
  const rows = new Int32Array(a.count);
  let found = 0;
  for (let row = 0; row < a.count; row++)
    if (!Number.isNaN(b.e2el[row]! - a.e2el[row]!)) rows[found++] = row;
  const inBoth = rows.slice(0, found);
  return {
    rows: inBoth,
    arrival: Float64Array.from(inBoth, (row) => a.arrival[row]!),
    later: Float64Array.from(inBoth, (row) => b.e2el[row]! - a.e2el[row]!),
    preempted: Uint8Array.from(inBoth, (row) =>
      a.preemptions[row]! + b.preemptions[row]! > 0 ? 1 : 0,
    ),
    alone: a.count - found,
    together: alike(a.arrival, b.arrival, a.count),
  };
}

export interface Tally {
  later: number;
  sooner: number;
  equal: number;
  /** NaN where there is no pair. */
  median: Seconds;
}

const tallies = new WeakMap<Pairs, Tally>();

/** How many end later in the second run, sooner, or at the same instant. */
export function tallyOf(pairs: Pairs): Tally {
  const tally = tallies.get(pairs) ?? tallied(pairs.later);
  tallies.set(pairs, tally);
  return tally;
}

function tallied(later: Float64Array): Tally {
  const sorted = later.slice().sort();
  const { length } = sorted;
  const above = length >> 1;
  const below = length % 2 === 1 ? above : above - 1;
  let [more, less] = [0, 0];
  for (const difference of later) {
    if (difference > 0) more += 1;
    if (difference < 0) less += 1;
  }
  return {
    later: more,
    sooner: less,
    equal: length - more - less,
    median: length === 0 ? Number.NaN : (sorted[below]! + sorted[above]!) / 2,
  };
}
