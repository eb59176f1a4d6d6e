/**
 * The busiest second: most output tokens, and most open requests, in one second of the run.
 *
 * As `vllm bench serve` counts them: seconds from the first arrival on, and a request counts in
 * each second it touches, so two that follow each other within one count as two. Unlike there,
 * requests that never finish count too. Time only runs forward, so the second that runs is all
 * there is to keep.
 */
import type { Seconds, Tokens } from "../units.ts";

export class BusiestSecond {
  /** In the busiest seconds so far; they need not be the same. */
  mostTokens: Tokens = 0;
  mostRequests = 0;
  #origin: Seconds = 0;
  /** The instant at which the second that runs now is over. */
  #over: Seconds = Number.NEGATIVE_INFINITY;
  #tokens: Tokens = 0;
  #open = 0;
  /** Requests (a count) open at some moment of this second. */
  #touched = 0;

  /** A request that arrived at `arrival` is open. */
  opened(arrival: Seconds, now: Seconds): void {
    if (this.#over === Number.NEGATIVE_INFINITY) {
      this.#origin = arrival;
      this.#over = arrival + 1;
    }
    if (now >= this.#over) this.#turn(now);
    this.#open += 1;
    this.#touched += 1;
    if (this.#touched > this.mostRequests) this.mostRequests = this.#touched;
  }

  /** `tokens` came out, and the last ones of `closed` requests were among them. */
  produced(tokens: Tokens, closed: number, now: Seconds): void {
    if (now >= this.#over) this.#turn(now);
    this.#open -= closed;
    this.#tokens += tokens;
    if (this.#tokens > this.mostTokens) this.mostTokens = this.#tokens;
  }

  #turn(now: Seconds): void {
    this.#over = this.#origin + Math.floor(now - this.#origin) + 1;
    this.#tokens = 0;
    this.#touched = this.#open;
  }
}
