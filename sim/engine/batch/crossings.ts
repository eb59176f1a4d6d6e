/**
 * Crossings: something happens to each request at its `first`-th token, and again `every` so many.
 *
 * Requests advance by a token a tick, so who crosses when is settled once it has entered: requests
 * are counted under the tick of their next crossing, and those that cross are counted under the one
 * after. A tick costs two additions, however many requests there are.
 */
import type { Tokens } from "../../units.ts";

/** A request that had so many tokens at some tick. */
export interface Advancing {
  tokens: Tokens;
  tick: number;
}

export class Crossings {
  readonly #first: Tokens;
  readonly #every: Tokens;
  /** Requests (counts) by the tick of their next crossing: a ring. */
  #counts = new Int32Array(64);
  #tick = 0;

  constructor({ first, every }: { first: Tokens; every: Tokens }) {
    this.#first = first;
    this.#every = every;
  }

  /** A request that has crossed what it had at that tick already. */
  enter(request: Advancing): void {
    const tick = this.#nextOf(request);
    while (tick - this.#tick >= this.#counts.length) this.#lengthen();
    this.#counts[tick & (this.#counts.length - 1)]! += 1;
  }

  /** It goes; at that tick it had not crossed anything that is still to come. */
  leave(request: Advancing): void {
    this.#counts[this.#nextOf(request) & (this.#counts.length - 1)]! -= 1;
  }

  /** Requests (a count) that cross something at `tick`; ticks are taken in order, each once. */
  advance(tick: number): number {
    this.#tick = tick;
    const slot = tick & (this.#counts.length - 1);
    const crossing = this.#counts[slot]!;
    if (crossing === 0) return 0;
    while (this.#every >= this.#counts.length) this.#lengthen();
    const counts = this.#counts;
    counts[tick & (counts.length - 1)] = 0;
    counts[(tick + this.#every) & (counts.length - 1)]! += crossing;
    return crossing;
  }

  #nextOf({ tokens, tick }: Advancing): number {
    const past = tokens - this.#first;
    const crossed = past < 0 ? 0 : Math.floor(past / this.#every) + 1;
    return tick + this.#first + crossed * this.#every - tokens;
  }

  #lengthen(): void {
    const counts = this.#counts;
    const longer = new Int32Array(2 * counts.length);
    for (let ahead = 0; ahead < counts.length; ahead++) {
      const tick = this.#tick + ahead;
      longer[tick & (longer.length - 1)] = counts[tick & (counts.length - 1)]!;
    }
    this.#counts = longer;
  }
}
