/**
 * A timetable: what is to be told when, sorted by time, then in the order of entry.
 *
 * Times are whole nanoseconds, so that what touches still touches when it is printed.
 */
import type { Seconds } from "../../units.ts";

/** Whole nanoseconds. */
export type Nanoseconds = number;

export const nanoseconds = (seconds: Seconds): Nanoseconds => Math.round(seconds * 1e9);

/** Microseconds with three decimals, as the format wants them: 1234567 → "1234.567". */
export function microseconds(time: Nanoseconds): string {
  const whole = Math.floor(time / 1000);
  return `${whole}.${String(time - 1000 * whole).padStart(3, "0")}`;
}

/** Tells entry number `row` of its kind, which happens at `at`. */
export type Tell = (row: number, at: Nanoseconds) => string;

export class Timetable {
  readonly #times: Nanoseconds[] = [];
  readonly #rows: number[] = [];
  readonly #tellers: Tell[] = [];

  /** Enters that `tell(row)` belongs to this instant. */
  enter(at: Nanoseconds, tell: Tell, row: number): void {
    this.#times.push(at);
    this.#rows.push(row);
    this.#tellers.push(tell);
  }

  /** All texts in their order. */
  *texts(): Generator<string> {
    const times = this.#times;
    const order = Array.from(times, (_, entry) => entry);
    order.sort((a, b) => times[a]! - times[b]! || a - b);
    for (const entry of order) yield this.#tellers[entry]!(this.#rows[entry]!, times[entry]!);
  }
}
