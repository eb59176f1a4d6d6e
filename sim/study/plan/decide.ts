/**
 * The decision whether a share of requests is enough, by runs that are added until it is plain.
 *
 * After 4, 8, 16 and 32 runs the share's interval is looked at. A chance of error is stated for all
 * looks together and shared out among them evenly (Pocock, 1977, with Bonferroni's bound for the
 * correlation of looks), so that looking early does not make errors likelier. To say that all
 * criteria hold, each has to be shown by itself, at no further price (Berger, 1982); to say that
 * one fails, the price is their number.
 */
import { type Interval, shareInterval, type Tally } from "../replications/interval.ts";

export type Decision = "holds" | "fails" | "undecided";

/** Runs (counts) after which is looked. */
export const LOOKS = [4, 8, 16, 32] as const;

/** What is known of a criterion: its share over all runs, with the interval that was looked at. */
export interface ShareMet extends Interval {
  words: string;
  asked: number;
}

export interface Sample {
  words: string;
  asked: number;
  /** One a run. */
  tallies: readonly Tally[];
}

export interface Decided {
  decision: Decision;
  shares: ShareMet[];
}

/** Of what is asked to be missed at most, the part about which nobody needs to know. */
const TOO_NEAR = 0.1;

/**
 * @param independent requests that one run is worth at least
 * @param confidence of the decision, whenever it is made, 0 … 1
 */
export function decide(
  samples: readonly Sample[],
  independent: number,
  confidence: number,
): Decided {
  const each = (1 - confidence) / LOOKS.length;
  const interval = ({ tallies, words, asked }: Sample, error: number): ShareMet => {
    const mean = shareOf(tallies);
    // That nobody misses can be seen and not shown: of more requests one may.
    if (asked === 1) return { words, asked, mean, low: mean, high: mean };
    // A two-sided interval errs on each side half as often as on both.
    const found = shareInterval(tallies, independent, 1 - 2 * error);
    return { words, asked, ...(found ?? { mean, low: 0, high: 1 }) };
  };
  const shares = samples.map((sample) => interval(sample, each));
  const few = samples.map((sample) => interval(sample, each / samples.length));
  const decision = shares.every(({ low, asked }) => low! >= asked)
    ? "holds"
    : few.some(({ high, asked }) => high! < asked)
      ? "fails"
      : "undecided";
  return { decision, shares };
}

/** Whether a share is known so well, and so near to what is asked, that more runs are of no use. */
export const isTooNear = ({ shares }: Decided): boolean =>
  shares.every(({ low, high, asked }) => {
    const near = TOO_NEAR * (1 - asked);
    return low! >= asked - near && (low! >= asked || high! <= asked + near);
  });

/** Over all runs; 1 of no requests, none of which misses. */
function shareOf(tallies: readonly Tally[]): number {
  const requests = tallies.reduce((sum, tally) => sum + tally.requests, 0);
  const good = tallies.reduce((sum, tally) => sum + tally.good, 0);
  return requests === 0 ? 1 : good / requests;
}
