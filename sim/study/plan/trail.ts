/** The search trail: every trial in the order in which it counts, and what was found. */
import { formatCount, formatPercent, threeDigits } from "../../units.ts";
import type { ShareMet } from "./decide.ts";
import type { Step } from "./fleet-search.ts";
import type { Track, Tried } from "./track.ts";
import type { TrialVerdict } from "./trial.ts";

/** `search` and `confirm` look for the answer; `head-room` for what it holds beyond it. */
export type Stage = "search" | "confirm" | "head-room" | "head-room confirm";

export interface TrailRow {
  round: number;
  stage: Stage;
  /** Of the candidate, from 1, in the order of the scenario. */
  candidate: number;
  label: string;
  engines: number;
  gpus: number;
  /** Requests a second; null where the traffic has no rate. */
  rate: number | null;
  verdict: TrialVerdict;
  /** Runs (a count), and the requests of each. */
  runs: number;
  requests: number;
  /** Requests (a count) that were simulated for it in all. */
  simulated: number;
  /** Of the criterion that is nearest to being missed; null where nothing was judged. */
  criterion: string | null;
  share: number | null;
  share_low: number | null;
  share_high: number | null;
  asked: number | null;
  why: string;
}

export interface TrailPlace {
  round: number;
  stage: Stage;
  candidate: number;
  label: string;
}

export function trailRow({ contender }: Track, tried: Tried, place: TrailPlace): TrailRow {
  const { engines, rate, trial } = tried;
  const { verdict, runs, requests, simulated } = trial;
  const worst = worstOf(trial.shares);
  return {
    ...place,
    engines,
    gpus: contender.fleet(engines).gpus,
    rate: rate ?? null,
    verdict,
    runs,
    requests,
    simulated,
    criterion: worst?.words ?? null,
    share: worst?.mean ?? null,
    share_low: worst?.low ?? null,
    share_high: worst?.high ?? null,
    asked: worst?.asked ?? null,
    why: whyOf(tried),
  };
}

export const stageOf = ({ confirm }: Step): Stage => (confirm ? "confirm" : "search");

/** The criterion that is furthest from being met, or nearest to being missed. */
export const worstOf = (shares: readonly ShareMet[]): ShareMet | undefined =>
  shares.length === 0
    ? undefined
    : shares.reduce((worst, share) => (room(share) < room(worst) ? share : worst));

/** Of the requests that may miss, the part that does not; below 0 where too many do. */
const room = ({ mean, asked }: ShareMet): number =>
  asked === 1 ? mean - 1 : (mean - asked) / (1 - asked);

/** Why a trial ended as it did, in words. */
export function whyOf({ rate, trial }: Pick<Tried, "rate" | "trial">): string {
  const { verdict, shares, served, runs, requests } = trial;
  switch (verdict) {
    case "unstable":
      return served === null || rate === undefined
        ? "the queue grows"
        : `the queue grows: ${threeDigits(served)} of ${threeDigits(rate)} requests/s are served`;
    case "stuck":
      return "requests are left with which nothing can happen";
    default: {
      const worst = worstOf(shares);
      const of = `${formatCount(runs)} runs of ${formatCount(requests)} requests`;
      return worst === undefined
        ? `no steady part in ${of}: its start lasts too long`
        : `${shareInWords(worst)} met ${worst.words} in ${of}`;
    }
  }
}

/** "99.31 … 99.62 %", rounded outwards, so that 100 % is said of all and of nothing less. */
export function shareInWords({ low, high, mean }: ShareMet): string {
  if (low === high) return formatPercent(mean);
  const percent = (value: number, round: (value: number) => number): string =>
    (round(value * 10_000) / 100).toFixed(2);
  return `${percent(low!, Math.floor)} … ${percent(high!, Math.ceil)} %`;
}
