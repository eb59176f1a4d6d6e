/**
 * The search for the highest rate that a fleet holds.
 *
 * A rate that holds and one that does not are bracketed, and the bracket is halved until it is as
 * narrow as asked. A rate at which the queue grows tells what is served then, which is near to what
 * can be. Of rates that are too near to tell, the lowest ends the search for what holds; where the
 * other side is wanted too, what is shown to fail is looked for above the highest of them.
 */
import type { Learnt, Step } from "./fleet-search.ts";

export interface RateBounds {
  /** Requests a second that are known to hold, confirmed; 0 where nothing is known. */
  low: number;
  /** That are known not to hold; infinite where nothing is known. */
  high: number;
  /** Where to begin. */
  guess: number;
  /** Width of a bracket at the end, relative to its lower side. */
  tolerance: number;
  /** Whether the lowest rate that fails is looked for as closely as the highest that holds. */
  bothSides: boolean;
}

/** Below this part of the first guess nothing is looked for. */
const NOTHING = 1 / 256;
/** Of the rate at which a growing queue is served: near to the highest, and below it. */
const BELOW_SERVED = 0.97;

export class RateSearch {
  readonly #bounds: RateBounds;
  /** Rates that hold, the highest last. */
  readonly #holding: number[];
  /** Rates that are too near to tell. */
  #unclear: number[] = [];
  #failing: number;
  #guess: number;
  /** The answer: it holds in long runs. */
  confirmed: number | undefined;

  constructor(bounds: RateBounds) {
    this.#bounds = bounds;
    this.#holding = [bounds.low];
    this.#failing = bounds.high;
    this.#guess = bounds.guess;
  }

  /** The highest rate that holds, 0 if none, and the lowest that was shown to fail. */
  get low(): number {
    return this.#holding.at(-1)!;
  }

  get high(): number {
    return this.#failing;
  }

  /** The highest rate that was found to hold so far. */
  get holding(): number | undefined {
    return this.low === 0 ? undefined : this.low;
  }

  /** Undefined where the search is over. */
  next(): Step | undefined {
    const { low } = this;
    const top = Math.min(this.#failing, ...this.#unclear);
    if (low === 0 && top <= NOTHING * this.#bounds.guess) return undefined;
    if (low === 0 || this.#isWide(low, top)) return this.#try(low, top);
    const bottom = Math.max(low, ...this.#unclear);
    if (this.#bounds.bothSides && this.#isWide(bottom, this.#failing))
      return this.#try(bottom, this.#failing);
    if (this.confirmed !== undefined || low === this.#bounds.low) return undefined;
    return { value: low, confirm: true };
  }

  learn({ value, confirm }: Step, { verdict, served }: Learnt): void {
    if (verdict === "holds") {
      if (confirm) this.confirmed = value;
      else this.#holding.push(value);
      // What lies below a rate that holds, holds.
      this.#unclear = this.#unclear.filter((rate) => rate > value);
      return;
    }
    if (verdict === "undecided") this.#unclear.push(value);
    else this.#failing = Math.min(this.#failing, value);
    this.#unclear = this.#unclear.filter((rate) => rate < this.#failing);
    while (this.low >= value) this.#holding.pop();
    if (served !== null) this.#guess = BELOW_SERVED * served;
  }

  #isWide(low: number, high: number): boolean {
    return high / low - 1 > this.#bounds.tolerance;
  }

  /** A rate between two: the guess where it lies there, else their middle. */
  #try(low: number, high: number): Step {
    const margin = 1 + this.#bounds.tolerance / 2;
    const guess = this.#guess;
    const inside = guess > low * margin && guess * margin < high;
    return { value: inside ? guess : middle(low, high), confirm: false };
  }
}

function middle(low: number, high: number): number {
  if (high === Number.POSITIVE_INFINITY) return 2 * low;
  return low === 0 ? high / 2 : Math.sqrt(low * high);
}
