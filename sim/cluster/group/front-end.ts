/**
 * The front end of a group of data-parallel ranks: it names the rank that serves a request.
 *
 * As vLLM 0.26 does (`DPLBAsyncMPClient`): the least of four times waiting plus running, by counts
 * as they were last published; each request sent counts as one more waiting until they are
 * published again, and the rank that is asked first moves on with each, so that ties rotate.
 *
 * Only ranks that share experts report their counts (`DPEngineCoreProc`). Those of a dense model
 * never do, so they are taken in turn: of a measured run's 768 requests whose rank can be told, all
 * went to the ranks by turns, though one of these was busier.
 */
import type { Seconds } from "../../units.ts";

/** Requests (counts) of each rank, as a front end knows them. */
export interface Counts {
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

/** Who publishes counts: those that are newer than what was asked for last, or undefined. */
export interface Publisher {
  news(now: Seconds): Counts | undefined;
}

/** Times that a waiting request counts as much as a running one. Source: vLLM 0.26, as above. */
const WAITING = 4;

export class FrontEnd {
  readonly #publisher: Publisher | undefined;
  #waiting: number[];
  #running: number[];
  /** The rank that is asked first. */
  #first = 0;

  /** @param publisher absent where ranks do not report */
  constructor(ranks: number, publisher?: Publisher) {
    this.#publisher = publisher;
    this.#waiting = new Array<number>(ranks).fill(0);
    this.#running = new Array<number>(ranks).fill(0);
  }

  /** The rank for the next request. */
  choose(now: Seconds): number {
    const news = this.#publisher?.news(now);
    if (news !== undefined) {
      this.#waiting = [...news.waiting];
      this.#running = [...news.running];
    }
    const ranks = this.#waiting.length;
    let chosen = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < ranks; i++) {
      const rank = (this.#first + i) % ranks;
      const score = WAITING * this.#waiting[rank]! + this.#running[rank]!;
      if (score >= least) continue;
      least = score;
      chosen = rank;
    }
    this.#waiting[chosen]! += 1;
    this.#first = (this.#first + 1) % ranks;
    return chosen;
  }
}
