/**
 * Marks in the gaps between tokens, so that those of a part of a run can be told apart.
 *
 * Gaps are too many to keep, so they lie in one histogram. A mark is a snapshot of it; what came
 * between two marks is their difference. There are sixty-four at most: when there would be more,
 * every second one goes and they come half as often, so that neighbours lie about a thirty-second
 * of the run apart at most.
 */
import { Histogram, type Snapshot } from "../kernel/quantiles.ts";
import type { Seconds } from "../units.ts";
import type { LatencyFigures, LatencyKey } from "./figures.ts";
import { latencyFigures } from "./latency-figures.ts";

const MOST_MARKS = 64;

interface Mark {
  at: Seconds;
  snapshot: Snapshot;
}

/** Gaps that ended in a part of a run. */
export interface GapsOfPart extends LatencyFigures<"itl"> {
  /** First and last mark inside the part: gaps that ended between them are told. */
  itl_from_s: Seconds | null;
  itl_to_s: Seconds | null;
}

export class GapMarks {
  /** The next mark is due at the first step that ends then or later. */
  due: Seconds = 1;
  #interval: Seconds = 1;
  readonly #gaps: Histogram;
  #marks: Mark[];

  /** @param gaps all that ended so far */
  constructor(gaps: Histogram) {
    this.#gaps = gaps;
    this.#marks = [{ at: 0, snapshot: gaps.snapshot() }];
  }

  mark(now: Seconds): void {
    if (this.#marks.length === MOST_MARKS) {
      this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
      this.#interval *= 2;
    }
    this.#marks.push({ at: now, snapshot: this.#gaps.snapshot() });
    this.due = now + this.#interval;
  }

  /** Gaps between the outermost marks inside `from_s` … `to_s`; nulls where there are not two. */
  between({ from_s, to_s }: { from_s: Seconds; to_s: Seconds }): {
    figures: GapsOfPart;
    few: LatencyKey<"itl">[];
  } {
    const inside = this.#marks.filter(({ at }) => at >= from_s && at <= to_s);
    const [first, last] = [inside[0], inside.at(-1)];
    const told = inside.length > 1;
    const itl = told ? Histogram.between(first!.snapshot, last!.snapshot) : new Histogram();
    const { figures, few } = latencyFigures({ itl });
    const ends = { itl_from_s: told ? first!.at : null, itl_to_s: told ? last!.at : null };
    return { figures: { ...ends, ...figures }, few };
  }
}
