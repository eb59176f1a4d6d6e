/** The ranked table: what became of every candidate, the best first. */
import { formatCount, threeDigits } from "../../units.ts";
import type { CandidateSetting, Fleet } from "./contender.ts";
import type { TrialFigures } from "./reading.ts";
import type { Bar } from "./rounds.ts";
import { compareMerits, type Merit, type Track, type Tried } from "./track.ts";
import { whyOf, worstOf } from "./trail.ts";
import type { TrialVerdict } from "./trial.ts";

/**
 * `holds`; `fails`, `unstable`, `stuck` or `undecided` even in the best case that was tried;
 * `ruled-out` without need for a run; `not-finished` where somebody interrupted.
 */
export type CandidateStatus = TrialVerdict | "ruled-out" | "not-finished";

export interface RankedCandidate extends Partial<TrialFigures> {
  /** From 1; null of those that do not hold. */
  rank: number | null;
  /** From 1, in the order of the scenario. */
  candidate: number;
  label: string;
  settings: readonly CandidateSetting[];
  status: CandidateStatus;
  /** Why, in words. */
  why: string;
  /** Of what holds; else the least that is not ruled out, or the most that was tried. */
  fleet: Fleet | null;
  /** Requests a second that were planned for, or the highest that holds. */
  rate: number | null;
  /** The lowest rate that was shown to fail, where rates were looked for. */
  rate_too_high: number | null;
  /** `rate` ÷ what the fleet can serve at most, 0 … 1; null where that is not known. */
  load: number | null;
  /** Of the criterion that is nearest to being missed. */
  criterion: string | null;
  share: number | null;
  share_low: number | null;
  share_high: number | null;
}

/** A candidate as far as it came. */
export interface Entrant {
  candidate: number;
  label: string;
  settings: readonly CandidateSetting[];
  /** Absent of one that was ruled out before anything was tried. */
  track?: Track;
  ruledOut?: string;
}

export interface RankTerms {
  bar: Bar | undefined;
  /** What a merit is, in words: "$22.3/h". */
  meritInWords(merit: Merit): string;
  interrupted: boolean;
}

export function rank(entrants: readonly Entrant[], terms: RankTerms): RankedCandidate[] {
  const rows = entrants.map((entrant) => ({ entrant, row: rowOf(entrant, terms) }));
  rows.sort(({ entrant: a }, { entrant: b }) => standing(a, b));
  let place = 0;
  return rows.map(({ row }) => (row.status === "holds" ? { ...row, rank: ++place } : row));
}

/** Those that hold first, the best of them first; of equals, the one with more room. */
function standing(one: Entrant, other: Entrant): number {
  const [a, b] = [one.track?.merit, other.track?.merit];
  if (a !== undefined && b !== undefined)
    return compareMerits(a, b) || roomOf(other) - roomOf(one) || one.candidate - other.candidate;
  if (a !== undefined || b !== undefined) return a === undefined ? 1 : -1;
  const known = Number(one.track === undefined) - Number(other.track === undefined);
  if (known !== 0 || one.track === undefined) return known || one.candidate - other.candidate;
  return compareMerits(one.track.atBest, other.track!.atBest) || one.candidate - other.candidate;
}

function roomOf({ track }: Entrant): number {
  const worst = worstOf(track?.answer?.trial.shares ?? []);
  return worst === undefined ? 0 : worst.mean - worst.asked;
}

function rowOf(entrant: Entrant, terms: RankTerms): RankedCandidate {
  const { candidate, label, settings, track, ruledOut } = entrant;
  const about = { rank: null, candidate, label, settings };
  if (track === undefined) return { ...about, ...NOTHING, status: "ruled-out", why: `${ruledOut}` };
  const { answer } = track;
  if (answer !== undefined) return { ...about, ...found(track, answer), status: "holds" };
  if (track.next() !== undefined) return { ...about, ...dropped(track, terms) };
  const most = mostTried(track);
  if (most === undefined) return { ...about, ...NOTHING, status: "ruled-out", why: beyond(track) };
  return { ...about, ...found(track, most), status: most.trial.verdict };
}

const NOTHING = {
  fleet: null,
  rate: null,
  rate_too_high: null,
  load: null,
  criterion: null,
  share: null,
  share_low: null,
  share_high: null,
};

function found(
  track: Track,
  tried: Tried,
): Omit<RankedCandidate, keyof Entrant | "rank" | "status"> & {
  why: string;
} {
  const { engines, rate, trial } = tried;
  const worst = worstOf(trial.shares);
  const most = track.contender.mostRate(engines);
  return {
    why: whyOf(tried),
    fleet: track.contender.fleet(engines),
    rate: rate ?? null,
    rate_too_high: track.tooHigh ?? null,
    load: rate === undefined || most === Number.POSITIVE_INFINITY ? null : rate / most,
    criterion: worst?.words ?? null,
    share: worst?.mean ?? null,
    share_low: worst?.low ?? null,
    share_high: worst?.high ?? null,
    ...trial.figures,
  };
}

/** Left behind: what it could at best come to is not good enough, or there was no time. */
function dropped(track: Track, { bar, meritInWords, interrupted }: RankTerms) {
  const { contender, least, tooHigh } = track;
  const fleet = contender.fleet(least ?? contender.engines);
  const atBest = meritInWords(track.atBest);
  if (bar === undefined || interrupted)
    return { ...NOTHING, fleet, status: "not-finished" as const, why: "interrupted" };
  const what =
    least === undefined
      ? `at most ${threeDigits(tooHigh!)} requests/s`
      : `at least ${formatCount(least)} engines, ${atBest}`;
  const than = least === undefined ? "below" : "above";
  const why = `${what}: ${than} ${bar.what}, ${meritInWords(bar.merit)}`;
  return { ...NOTHING, fleet, status: "ruled-out" as const, why };
}

/** Of what was tried, the case with the best chance. */
function mostTried({ tried, least }: Track): Tried | undefined {
  const chance = ({ engines, rate = 0 }: Tried): number => (least === undefined ? -rate : engines);
  return tried.length === 0
    ? undefined
    : tried.reduce((best, each) => (chance(each) > chance(best) ? each : best));
}

/** Not even the most engines could serve what is asked. */
const beyond = ({ least }: Track): string =>
  least === undefined
    ? "no rate can be served"
    : `at least ${formatCount(least)} engines are needed to serve it at all, more than allowed`;
