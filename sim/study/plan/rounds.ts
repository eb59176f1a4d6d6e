/**
 * Rounds: the searches of all contenders go on side by side, and those that cannot win end early.
 *
 * In each round the few that could at best be the best take one step each, and all wait for one
 * another, so what is tried depends on nothing but what was found, however many jobs are done at
 * once. A contender is dropped when what it could at best come to is worse than the second best
 * that holds: the first two are what is asked for. Nor is a second looked for that would be twice
 * as dear as the first. It waits while either is so of what is not yet confirmed.
 */
import type { Step } from "./fleet-search.ts";
import { compareMerits, type Merit, type Track } from "./track.ts";
import type { Trial } from "./trial.ts";

/** Steps of a round at most. */
const AT_ONCE = 8;
/** So many answers are looked for: the best, and the choice after it. */
const ANSWERS = 2;

export interface RoundTerms {
  /** Undefined where it was interrupted. */
  tryOut(track: Track, step: Step, round: number): Promise<Trial | undefined>;
  /** Told what was found, in the order in which it counts. */
  found(track: Track, step: Step, trial: Trial, round: number): void;
}

/** True when all is found, false where it was interrupted. */
export async function searchInRounds(
  tracks: readonly Track[],
  terms: RoundTerms,
): Promise<boolean> {
  for (let round = 1; ; round++) {
    const bar = barIn(tracks.map(({ soFar }) => soFar))?.merit;
    const steps = tracks
      .filter((track) => track.next() !== undefined && !isBeaten(track, bar))
      .sort((a, b) => compareMerits(a.atBest, b.atBest))
      .slice(0, AT_ONCE)
      .map((track) => ({ track, step: track.next()! }));
    if (steps.length === 0) return true;
    const trials = await Promise.all(
      steps.map(({ track, step }) => terms.tryOut(track, step, round)),
    );
    if (trials.some((trial) => trial === undefined)) return false;
    for (const [index, { track, step }] of steps.entries())
      terms.found(track, step, trials[index]!, round);
  }
}

/** What has to be matched, and what that is in words. */
export interface Bar {
  merit: Merit;
  what: string;
}

/** The bar that answers have set; undefined before there is one. */
export const barOf = (tracks: readonly Track[]): Bar | undefined =>
  barIn(tracks.map(({ merit }) => merit));

function barIn(merits: readonly (Merit | undefined)[]): Bar | undefined {
  const known = merits.filter((merit) => merit !== undefined).sort(compareMerits);
  const [best, second] = [known[0], known[ANSWERS - 1]];
  if (best === undefined) return undefined;
  const far = { merit: farFrom(best), what: best[0]! > 0 ? "twice the best" : "half the best" };
  if (second === undefined || compareMerits(far.merit, second) < 0) return far;
  return { merit: second, what: "the second best" };
}

/** Twice as dear, or half as much. */
const farFrom = ([first = 0, ...rest]: Merit): Merit => [
  first > 0 ? 2 * first : first / 2,
  ...rest.map(() => Number.POSITIVE_INFINITY),
];

const isBeaten = (track: Track, bar: Merit | undefined): boolean =>
  bar !== undefined && track.merit === undefined && compareMerits(track.atBest, bar) > 0;
