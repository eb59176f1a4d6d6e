/**
 * The answer: the best fleet that holds, how much more it would hold, what happens when an engine
 * is lost, what is the next best, and what binds.
 */
import type { PlanObjective, Scenario } from "../../scenario/schema.ts";
import type { Why } from "../why/why.ts";
import type { Fleet } from "./contender.ts";
import type { RankedCandidate } from "./ranked.ts";
import { RateSearch } from "./rate-search.ts";
import type { Track, Tried } from "./track.ts";
import type { TrialVerdict } from "./trial.ts";

/** Hours of a month: 365.25 days ÷ 12. */
const HOURS_OF_MONTH = 730.5;

export interface Answer {
  objective: PlanObjective;
  candidate: number;
  label: string;
  engines: number;
  gpus: number;
  /** US dollars. */
  cost_per_hour: number;
  cost_per_month: number;
  /** Requests a second that it is held to, or that it holds at most. */
  rate: number | null;
  /** The lowest rate that was shown to fail, where the highest was looked for. */
  too_high: number | null;
  head_room: HeadRoom | null;
  one_less: OneLess | null;
  n_plus_1: NPlusOne;
  next_best: NextBest | null;
  binding: Binding | null;
}

export interface HeadRoom {
  /** The highest rate shown to hold, and the lowest shown to fail, in requests a second. */
  holds: number;
  too_high: number;
  /** The former ÷ what is asked for. */
  times: number;
}

/** The same fleet with one engine less. */
export interface OneLess {
  engines: number;
  /** `ruled-out`: it cannot serve the rate in the long run; `not-tried`: nobody asked. */
  verdict: TrialVerdict | "ruled-out" | "not-tried";
}

/** The fleet that still holds when one engine is lost. */
export interface NPlusOne {
  engines: number;
  gpus: number;
  cost_per_hour: number;
  cost_per_month: number;
}

export interface NextBest {
  candidate: number;
  label: string;
  fleet: Fleet;
  rate: number | null;
}

export interface Binding {
  /** Requests a second at which limits were eased: the most that the fleet was shown to hold. */
  rate: number | null;
  why: Why;
}

export interface AnswerParts {
  objective: PlanObjective;
  best: RankedCandidate;
  next: RankedCandidate | undefined;
  track: Track;
  headRoom: HeadRoom | null;
  binding: Binding | null;
}

export function answerOf({ objective, best, next, track, ...rest }: AnswerParts): Answer {
  const { engines, rate } = track.answer!;
  const { contender } = track;
  const fleet = contender.fleet(engines);
  const spare = contender.fleet(engines + 1);
  return {
    objective,
    candidate: best.candidate,
    label: best.label,
    engines,
    gpus: fleet.gpus,
    ...costs(fleet.cost),
    rate: rate ?? null,
    too_high: track.tooHigh ?? null,
    head_room: rest.headRoom,
    one_less: oneLess(track, objective),
    n_plus_1: { engines: engines + 1, gpus: spare.gpus, ...costs(spare.cost) },
    next_best:
      next === undefined
        ? null
        : {
            candidate: next.candidate,
            label: next.label,
            fleet: next.fleet!,
            rate: next.rate,
          },
    binding: rest.binding,
  };
}

/** @param perHour US dollars */
export const costs = (perHour: number) => ({
  cost_per_hour: perHour,
  cost_per_month: perHour * HOURS_OF_MONTH,
});

/** What is known of one engine less; of highest rates nothing is, since no rate is asked for. */
function oneLess(track: Track, objective: PlanObjective): OneLess | null {
  if (objective === "max-rate") return null;
  const engines = track.answer!.engines - 1;
  const tried = track.tried.findLast((each) => each.engines === engines);
  if (tried !== undefined) return { engines, verdict: tried.trial.verdict };
  const { rate } = track.answer!;
  const ruledOut =
    engines === 0 || (rate !== undefined && track.contender.mostRate(engines) < rate);
  return { engines, verdict: ruledOut ? "ruled-out" : "not-tried" };
}

/** Head-room need not be known as closely as a rate that is asked for. */
const COARSER = 2.5;

/** A search for the highest rate of a fleet that is known to hold one. */
export const headRoomSearch = (track: Track, tolerance: number): RateSearch => {
  const { engines, rate } = track.answer!;
  const most = track.contender.mostRate(engines);
  return new RateSearch({
    low: rate!,
    high: most,
    guess: most < Number.POSITIVE_INFINITY ? Math.sqrt(rate! * most) : 1.5 * rate!,
    tolerance: COARSER * tolerance,
    bothSides: false,
  });
};

/** The scenario in which limits are eased: the answer at a rate, as long as its runs were. */
export function scenarioToEase(track: Track, rate: number | undefined): Scenario {
  const { engines, trial }: Tried = track.answer!;
  return track.contender.setting(engines, rate, trial.requests).scenario;
}
