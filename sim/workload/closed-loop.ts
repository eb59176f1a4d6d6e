/**
 * A closed loop: clients that wait for their answer, think, and ask again.
 *
 * Requests are dealt out in the order they are asked for, as `vllm bench serve` does under
 * `max_concurrency`: clients are alike, so only the instants at which they ask are kept. The k-th
 * request asked for has the same lengths in every scenario, whichever client asks and however fast
 * the cluster answers, so that two clusters do the same work.
 */
import { Fifo } from "../kernel/fifo.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Arrivals } from "./arrivals.ts";
import type { ClosedSpec } from "./spec.ts";

export class ClosedLoop implements Arrivals {
  readonly #thinkTime: Seconds;
  /** When each client that thinks will ask. In order, since all think equally long. */
  readonly #asking = new Fifo<Seconds>();
  #inFlight = 0;
  #lastEnd: Seconds = 0;

  constructor({ max_concurrency, think_time }: ClosedSpec) {
    this.#thinkTime = think_time;
    for (let client = 0; client < max_concurrency; client++) this.#asking.push(0);
  }

  /** When the next client asks; undefined while every client waits for its answer. */
  next(): Seconds | undefined {
    const at = this.#asking.shift();
    if (at !== undefined) this.#inFlight += 1;
    return at;
  }

  /** A client has its answer at `now`, and thinks. */
  ended(now: Seconds): void {
    invariant(this.#inFlight > 0, () => `a request ended at ${now} s, but none was in flight`);
    invariant(now >= this.#lastEnd, () => `an end at ${now} s follows one at ${this.#lastEnd} s`);
    this.#lastEnd = now;
    this.#inFlight -= 1;
    this.#asking.push(now + this.#thinkTime);
  }
}
