/**
 * The search for the fewest engines that hold.
 *
 * Whether a fleet holds is nearly monotone in its engines: too few and enough are bracketed, and
 * the bracket is halved. A fleet whose queue grows tells how much it serves, and so how many
 * engines are about enough. What is found by short runs is confirmed by runs four times as long,
 * which see longer queues.
 */
import type { TrialVerdict } from "./trial.ts";

/** What to try next, a number of engines or a rate; to confirm it, by long runs. */
export interface Step {
  value: number;
  confirm: boolean;
}

/** What a trial tells a search. */
export interface Learnt {
  verdict: TrialVerdict;
  /** Requests a second that were served while the queue grew; null where it did not. */
  served: number | null;
}

export interface FleetBounds {
  /** Engines (counts): fewer than `least` are ruled out, more than `most` are not wanted. */
  least: number;
  most: number;
  /** Where to begin. */
  guess: number;
  /** Requests a second that are asked for; undefined where nobody can say. */
  rate: number | undefined;
  /** From so many engines on hardly anything is left to do: more would not help. */
  idleFrom: number;
}

export class FleetSearch {
  readonly #bounds: FleetBounds;
  /** Engines that are too few, and those that seem enough. */
  #tooFew: number;
  #enough: number | undefined;
  #guess: number;
  #leap = 1;
  /** The answer: it holds in long runs. */
  confirmed: number | undefined;

  constructor(bounds: FleetBounds) {
    this.#bounds = bounds;
    this.#tooFew = bounds.least - 1;
    this.#guess = Math.max(bounds.least, Math.min(bounds.most, bounds.guess));
  }

  /** The fewest engines that are not ruled out yet; more than `most` where none is left. */
  get least(): number {
    return this.#tooFew + 1;
  }

  /** The fewest engines that were found to hold so far. */
  get holding(): number | undefined {
    return this.#enough;
  }

  /** Undefined where the search is over. */
  next(): Step | undefined {
    if (this.confirmed !== undefined) return undefined;
    if (this.#enough === undefined)
      return this.least > this.#bounds.most ? undefined : { value: this.#guess, confirm: false };
    if (this.#enough - this.#tooFew === 1) return { value: this.#enough, confirm: true };
    return { value: Math.floor((this.#tooFew + this.#enough) / 2), confirm: false };
  }

  learn({ value, confirm }: Step, { verdict, served }: Learnt): void {
    if (verdict === "holds") {
      this.#enough = value;
      if (confirm) this.confirmed = value;
      return;
    }
    this.#tooFew = Math.max(this.#tooFew, value);
    if (this.#enough !== undefined && this.#enough <= value) this.#enough = undefined;
    if (verdict === "fails" && value >= this.#bounds.idleFrom) this.#tooFew = this.#bounds.most;
    this.#guess = Math.min(this.#bounds.most, Math.max(this.least, this.#after(value, served)));
  }

  #after(engines: number, served: number | null): number {
    const { rate } = this.#bounds;
    if (served !== null && served > 0 && rate !== undefined)
      return Math.ceil((engines * rate) / served);
    const guess = engines + this.#leap;
    this.#leap *= 2;
    return guess;
  }
}
