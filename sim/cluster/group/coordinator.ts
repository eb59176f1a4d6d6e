/**
 * The coordinator of ranks that share experts: it gathers their counts of requests, and publishes
 * them to the front end now and then.
 *
 * Read in vLLM 0.26 (`DPCoordinatorProc`). Ranks report, around each step, what has changed. With
 * the first report of a later step the counts of the step before are known from all, and are
 * published as soon as 100 ms have passed since the last time; where no later step comes, what is
 * known is, once nobody has reported for 50 ms. What has not changed is not published again.
 *
 * When that happens follows from the reports alone, so it takes no event: whoever asks for news is
 * told what was published until then.
 */
import { onGrid } from "../../kernel/time.ts";
import type { Seconds } from "../../units.ts";
import type { Counts, Publisher } from "./front-end.ts";

/** A rank as far as it is counted. */
export interface Counted {
  readonly waiting: number;
  readonly running: number;
}

/** Between two publications, at least, and after the last report. Source: vLLM 0.26, as above. */
const INTERVAL: Seconds = onGrid(0.1);
const QUIET: Seconds = onGrid(0.05);

const zeros = (ranks: number): number[] => new Array<number>(ranks).fill(0);

export class Coordinator implements Publisher {
  /** As reported. */
  readonly #now: { waiting: number[]; running: number[] };
  /** Of the step before the latest, and whether it is still to be published. */
  #before: Counts;
  #hasBefore = false;
  #step = -1;
  #changed = false;
  #reportedAt: Seconds = 0;
  #publishedAt: Seconds = Number.NEGATIVE_INFINITY;
  /** Published, and not asked for. */
  #news: Counts | undefined;

  constructor(ranks: number) {
    this.#now = { waiting: zeros(ranks), running: zeros(ranks) };
    this.#before = this.#now;
  }

  /** Ranks report what has changed around a step. */
  report(ranks: readonly Counted[], step: number, now: Seconds): void {
    const { waiting, running } = this.#now;
    let isFirst = true;
    for (let rank = 0; rank < ranks.length; rank++) {
      const counts = ranks[rank]!;
      const [waits, runs] = [counts.waiting, counts.running];
      if (waits === waiting[rank] && runs === running[rank]) continue;
      if (isFirst) this.#hear(step, now);
      isFirst = false;
      waiting[rank] = waits;
      running[rank] = runs;
    }
  }

  news(now: Seconds): Counts | undefined {
    this.#publishUntil(now);
    const news = this.#news;
    this.#news = undefined;
    return news;
  }

  /** A report comes, the first one at this instant. */
  #hear(step: number, now: Seconds): void {
    this.#publishUntil(now);
    if (step > this.#step) {
      if (this.#changed) {
        this.#before = this.#copy();
        this.#hasBefore = true;
      }
      this.#step = step;
    }
    this.#changed = true;
    this.#reportedAt = now;
  }

  /** What was due before `now`; a report at the very instant comes first. */
  #publishUntil(now: Seconds): void {
    for (let due = this.#due(); due < now; due = this.#due()) {
      this.#news = this.#hasBefore ? this.#before : this.#copy();
      if (!this.#hasBefore) this.#changed = false;
      this.#hasBefore = false;
      this.#publishedAt = due;
    }
  }

  #due(): Seconds {
    const soonest = this.#publishedAt + INTERVAL;
    if (this.#hasBefore) return Math.max(soonest, this.#reportedAt);
    return this.#changed ? Math.max(soonest, this.#reportedAt + QUIET) : Number.POSITIVE_INFINITY;
  }

  #copy(): Counts {
    return { waiting: [...this.#now.waiting], running: [...this.#now.running] };
  }
}
