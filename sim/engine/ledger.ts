/**
 * The ledger: every second of a request's latency, charged to a cause; the parts sum exactly.
 *
 * Engines keep running totals, and what happened to a request between two moments is the difference
 * of two totals. One operation does it all: `flip` turns a stored difference into a base
 * (base = totals − stored) and, applied again, a base back into the difference. So a request is
 * charged in constant time at its first token, at a preemption, at its return and at its end, and
 * never in between.
 */
import { causes } from "../cost/cost.ts";
import { grown } from "../kernel/grown.ts";
import { invariant } from "../kernel/invariant.ts";
import { positions } from "../kernel/positions.ts";
import type { Seconds } from "../units.ts";

/** What the head of a queue waits for, in the order of the ledger. */
export const waits = ["step", "batch", "seqs", "budget", "kv"] as const;
export type Wait = (typeof waits)[number];

/** The parts of a request's latency. Those before `decode_weights` sum to TTFT, all to E2E. */
export const parts = [
  "frontend",
  "wait_step",
  "wait_batch",
  "wait_seqs",
  "wait_budget",
  "wait_kv",
  "prefill",
  "preempted_prefill",
  "transfer",
  ...causes.map((cause) => `decode_${cause}` as const),
  "others_prefill",
  "preempted",
  "lost_attempts",
  "stream",
] as const;
export type Part = (typeof parts)[number];

/** Index of each part in a row of the ledger. */
export const PART = positions(parts);

/** Parts before this index sum to the time to the first token. */
export const FIRST_TOKEN_PARTS = PART.decode_weights;
const WIDTH = parts.length;

/** Parts after the first token, in the order in which seconds are taken back from them. */
const takenFirst: readonly number[] = [
  PART.others_prefill,
  PART.decode_host,
  ...causes.filter((cause) => cause !== "host").map((cause) => PART[`decode_${cause}`]),
  PART.preempted,
];

export class Ledger {
  #rows = new Float64Array(64 * WIDTH);
  #free: number[] = [];
  #opened = 0;
  readonly #page = new Float64Array(WIDTH);

  /** A row of zeros. */
  open(): number {
    const row = this.#free.pop();
    if (row !== undefined) {
      this.#clear(row);
      return row;
    }
    if ((this.#opened + 1) * WIDTH > this.#rows.length) {
      this.#rows = grown(this.#rows, 2 * this.#rows.length);
    }
    return this.#opened++;
  }

  close(row: number): void {
    this.#free.push(row);
  }

  /** Place by place: to call `fill` takes longer than so short a row. */
  #clear(row: number): void {
    const from = row * WIDTH;
    for (let part = 0; part < WIDTH; part++) this.#rows[from + part] = 0;
  }

  charge(row: number, part: number, seconds: Seconds): void {
    this.#rows[row * WIDTH + part]! += seconds;
  }

  /** Begins or ends charging the time that the head of the queue waits. */
  flipWaits(row: number, totals: Float64Array): void {
    this.#flip(row * WIDTH + PART.wait_step, totals, waits.length);
  }

  /** Begins or ends charging the steps in which the request decodes. */
  flipDecode(row: number, totals: Float64Array): void {
    this.#flip(row * WIDTH + PART.decode_weights, totals, causes.length + 1);
  }

  /**
   * Takes seconds back that were charged to decoding: from the prompts of others and the host's
   * time first, which are what made them, then from whatever there is.
   */
  takeFromDecode(row: number, seconds: Seconds): void {
    let left = seconds;
    for (const part of takenFirst) {
      if (left === 0) return;
      const at = row * WIDTH + part;
      const taken = Math.min(left, this.#rows[at]!);
      this.#rows[at]! -= taken;
      left -= taken;
    }
    invariant(left === 0, () => `${left} s of ${seconds} s were never charged to decoding`);
  }

  #flip(from: number, totals: Float64Array, count: number): void {
    const rows = this.#rows;
    for (let i = 0; i < count; i++) rows[from + i] = totals[i]! - rows[from + i]!;
  }

  /** The row, one entry a part, in seconds. The array is ours and valid until the next `read`. */
  read(row: number): Float64Array {
    const from = row * WIDTH;
    for (let part = 0; part < WIDTH; part++) this.#page[part] = this.#rows[from + part]!;
    return this.#page;
  }
}

/** Sum of the parts of TTFT. */
export function timeToFirstToken(row: Float64Array): Seconds {
  let sum = 0;
  for (let part = 0; part < FIRST_TOKEN_PARTS; part++) sum += row[part]!;
  return sum;
}

/** Sum of all parts. */
export function endToEnd(row: Float64Array): Seconds {
  let sum = 0;
  for (const seconds of row) sum += seconds;
  return sum;
}
