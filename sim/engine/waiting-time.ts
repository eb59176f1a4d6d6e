/**
 * How long the queue has been kept waiting, and by what.
 *
 * Everybody in a queue waits for what blocks its head, so one clock serves all: it runs for one
 * reason at a time, and a request's own share is the difference between two readings.
 */
import type { Seconds } from "../units.ts";
import { type Wait, waits } from "./ledger.ts";

export class WaitingTime {
  /** Seconds by reason, in the order of `waits`; last, the time in which nobody waited. */
  readonly totals = new Float64Array(waits.length + 1);
  #reason: number = waits.length;
  #since: Seconds = 0;

  /** Brings the totals up to `now`. */
  accrue(now: Seconds): void {
    this.totals[this.#reason]! += now - this.#since;
    this.#since = now;
  }

  /** From here on the head of the queue waits for this. Call `accrue` first. */
  blame(reason: Wait | "nothing"): void {
    this.#reason = reason === "nothing" ? waits.length : waits.indexOf(reason);
  }

  /** A first request joins an empty queue: until somebody looks, it waits for the steps ahead. */
  begin(): void {
    if (this.#reason === waits.length) this.#reason = 0;
  }
}
