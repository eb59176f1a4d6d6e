/**
 * A track: the search of one contender, and how good its answer is or could at best be.
 */
import type { PlanObjective } from "../../scenario/schema.ts";
import type { Contender } from "./contender.ts";
import { FleetSearch, type Step } from "./fleet-search.ts";
import { RateSearch } from "./rate-search.ts";
import type { Setting, Trial } from "./trial.ts";

/** What is compared, the first that differs: less is better. */
export type Merit = readonly number[];

export const compareMerits = (one: Merit, other: Merit): number => {
  for (const [place, value] of one.entries()) {
    const difference = value - other[place]!;
    if (difference !== 0) return difference;
  }
  return 0;
};

/** A step of a track, tried. */
export interface Tried {
  step: Step;
  engines: number;
  /** Requests a second; undefined where the traffic has no rate. */
  rate: number | undefined;
  trial: Trial;
}

export interface TrackTerms {
  objective: PlanObjective;
  /** Requests a second that are asked for. */
  rate: number | undefined;
  engines: { min: number; max: number };
  tolerance: number;
  /** Requests (a count) of a run to begin with. */
  requests: number;
  /** Whether more than can be served in the long run fails for certain. */
  lasting: boolean;
}

/** Runs that confirm are so many times as long as those that search. */
export const CONFIRM = 4;
/** With less to do than this part of what it can, a fleet is as good as idle. */
const IDLE = 0.02;
/** Of what can be served at most, about what will be. */
const LIKELY = 0.75;

export class Track {
  readonly contender: Contender;
  readonly #terms: TrackTerms;
  readonly #search: FleetSearch | RateSearch;
  readonly tried: Tried[] = [];
  /** Requests of a run that was long enough so far. */
  #requests: number;

  constructor(contender: Contender, terms: TrackTerms) {
    this.contender = contender;
    this.#terms = terms;
    this.#requests = terms.requests;
    this.#search =
      terms.objective === "max-rate" ? rateSearch(contender, terms) : fleetSearch(contender, terms);
  }

  next(): Step | undefined {
    return this.#search.next();
  }

  settingOf({ value, confirm }: Step): Setting {
    const { engines, rate } = this.#asked(value);
    return this.contender.setting(engines, rate, (confirm ? CONFIRM : 1) * this.#requests);
  }

  learn(step: Step, trial: Trial): Tried {
    const tried = { step, trial, ...this.#asked(step.value) };
    this.tried.push(tried);
    // A trial that was begun again with longer runs says how long they must be.
    if (!step.confirm) this.#requests = Math.max(this.#requests, longEnough(trial));
    this.#search.learn(step, trial);
    return tried;
  }

  /** What it can at best come to. */
  get atBest(): Merit {
    return this.#search instanceof FleetSearch
      ? this.#merit(this.#search.least)
      : this.#merit(this.#search.high);
  }

  /** What it came to; undefined where nothing holds, or nothing does yet. */
  get merit(): Merit | undefined {
    const { confirmed } = this.#search;
    return confirmed === undefined ? undefined : this.#merit(confirmed);
  }

  /** What it came to so far, confirmed or not. */
  get soFar(): Merit | undefined {
    const { holding } = this.#search;
    return holding === undefined ? undefined : this.#merit(holding);
  }

  /** The trial that the answer stands on. */
  get answer(): Tried | undefined {
    const { confirmed } = this.#search;
    return this.tried.findLast(({ step }) => step.confirm && step.value === confirmed);
  }

  /** The fewest engines that are not ruled out yet. */
  get least(): number | undefined {
    return this.#search instanceof FleetSearch ? this.#search.least : undefined;
  }

  /** The lowest rate that was shown to fail, where rates are looked for. */
  get tooHigh(): number | undefined {
    return this.#search instanceof RateSearch ? this.#search.high : undefined;
  }

  #asked(value: number): Pick<Tried, "engines" | "rate"> {
    return this.#terms.objective === "max-rate"
      ? { engines: this.contender.engines, rate: value }
      : { engines: value, rate: this.#terms.rate };
  }

  #merit(value: number): Merit {
    const { engines } = this.#asked(value);
    const { cost, gpus } = this.contender.fleet(engines);
    switch (this.#terms.objective) {
      case "min-cost":
        return [cost, gpus];
      case "min-gpus":
        return [gpus, cost];
      case "max-rate":
        return [-value, cost];
    }
  }
}

/** What fails may do so in runs that are too short, and says nothing of how long they must be. */
const longEnough = ({ verdict, requests }: Trial): number => (verdict === "holds" ? requests : 0);

function fleetSearch(contender: Contender, terms: TrackTerms): FleetSearch {
  const { rate, lasting, engines } = terms;
  const fewest = rate === undefined ? 1 : contender.fewest(rate);
  return new FleetSearch({
    least: lasting ? Math.max(fewest, engines.min) : engines.min,
    most: engines.max,
    guess: fewest,
    rate,
    idleFrom: rate === undefined ? Number.POSITIVE_INFINITY : contender.fewest(rate / IDLE),
  });
}

function rateSearch(
  contender: Contender,
  { rate = 1, lasting, tolerance }: TrackTerms,
): RateSearch {
  const most = contender.mostRate(contender.engines);
  const known = most < Number.POSITIVE_INFINITY;
  return new RateSearch({
    low: 0,
    high: lasting ? most : Number.POSITIVE_INFINITY,
    guess: known ? LIKELY * most : rate,
    tolerance,
    bothSides: true,
  });
}
