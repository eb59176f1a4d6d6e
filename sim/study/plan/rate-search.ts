/**
 * The search for the highest rate that a fleet holds.
 *
 * A rate that holds and one that does not are bracketed, and the bracket is halved until it is as
 * narrow as asked. A rate at which the queue grows tells what is served then, which is near to what
 * can be.
 */
import type { Learnt, Step } from "./fleet-search.ts";

export interface RateBounds {
  /** Requests a second that are known to hold, confirmed; 0 where nothing is known. */
  low: number;
  /** That are known not to hold; infinite where nothing is known. */
  high: number;
  /** Where to begin. */
  guess: number;
  /** Width of the bracket at the end, relative to its lower side. */
  tolerance: number;
}

/** Below this part of the first guess nothing is looked for. */
const NOTHING = 1 / 256;
/** Of the rate at which a growing queue is served: near to the highest, and below it. */
const BELOW_SERVED = 0.97;

export class RateSearch {
  readonly #bounds: RateBounds;
  /** Rates that hold, the highest last. */
  readonly #holding: number[];
  #high: number;
  #guess: number;
  /** The answer: it holds in long runs. */
  confirmed: number | undefined;

  constructor(bounds: RateBounds) {
    this.#bounds = bounds;
    this.#holding = [bounds.low];
    this.#high = bounds.high;
    this.#guess = bounds.guess;
  }

  /** A rate that holds, and one that does not. */
  get low(): number {
    return this.#holding.at(-1)!;
  }

  get high(): number {
    return this.#high;
  }

  /** The highest rate that was found to hold so far. */
  get holding(): number | undefined {
    return this.low === 0 ? undefined : this.low;
  }

  /** Undefined where the search is over. */
  next(): Step | undefined {
    const { low, high } = this;
    if (this.confirmed !== undefined) return undefined;
    if (low === 0 && high <= NOTHING * this.#bounds.guess) return undefined;
    if (low > 0 && high / low - 1 <= this.#bounds.tolerance)
      return low === this.#bounds.low ? undefined : { value: low, confirm: true };
    return { value: this.#between(), confirm: false };
  }

  learn({ value, confirm }: Step, { verdict, served }: Learnt): void {
    if (verdict === "holds") {
      if (confirm) this.confirmed = value;
      else this.#holding.push(value);
      return;
    }
    this.#high = Math.min(this.#high, value);
    while (this.low >= this.#high) this.#holding.pop();
    if (served !== null) this.#guess = BELOW_SERVED * served;
  }

  /** A rate inside the bracket: the guess where there is one, else the middle of it. */
  #between(): number {
    const { low, high } = this;
    const margin = 1 + this.#bounds.tolerance / 2;
    if (this.#guess > low * margin && this.#guess * margin < high) return this.#guess;
    if (high === Number.POSITIVE_INFINITY) return 2 * low;
    return low === 0 ? high / 2 : Math.sqrt(low * high);
  }
}
