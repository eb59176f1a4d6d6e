/**
 * A plan: which fleet, how many engines or what rate, found by simulation and with the evidence.
 */
import type { PlanObjective, Scenario } from "../../scenario/schema.ts";
import { counted, formatCount, formatPercent, threeDigits } from "../../units.ts";
import type { Files } from "../../workload/source.ts";
import type { Executor, Job, Outcome } from "../jobs/job.ts";
import { askWhy } from "../why/study.ts";
import type { Why } from "../why/why.ts";
import {
  type Answer,
  answerOf,
  type Binding,
  type HeadRoom,
  headRoomSearch,
  scenarioToEase,
} from "./answer.ts";
import { type Apart, planApart, questionsApart } from "./apart.ts";
import { type PlanQuestion, type Prepared, prepare } from "./entrants.ts";
import { type ParetoPoint, paretoOf } from "./pareto.ts";
import { type RankedCandidate, rank } from "./ranked.ts";
import { barOf, searchInRounds } from "./rounds.ts";
import { CONFIRM, type Merit, type Track, type Tried } from "./track.ts";
import { type Stage, stageOf, type TrailRow, trailRow } from "./trail.ts";
import { type Setting, type Trial, tryOut } from "./trial.ts";

export interface PlanOptions {
  executor: Executor;
  /** The text of a file that the scenario names. */
  files?: Files;
  /** Told what is being tried. */
  progress?: (words: string) => void;
  /** Asks which limit binds; undefined where that was interrupted. */
  why?: (scenario: Scenario) => Promise<Why | undefined>;
}

export interface Plan {
  objective: PlanObjective;
  /** What was asked for, in words. */
  criteria: string[];
  /** Requests a second; null where the traffic has no rate, and where it is looked for. */
  rate: number | null;
  confidence: number;
  /** Null where nothing holds, or nothing did before it was interrupted. */
  answer: Answer | null;
  /** A fleet for each class instead; null where that was not asked for. */
  apart: Apart | null;
  candidates: RankedCandidate[];
  trail: TrailRow[];
  pareto: ParetoPoint[];
  /** How sure all this is, and what it does not say, in sentences. */
  notes: string[];
  /** False where it was interrupted. */
  complete: boolean;
  /** Runs and requests (counts) that were simulated for its trials. */
  simulated: { runs: number; requests: number };
}

/**
 * Makes a plan.
 *
 * @throws ScenarioProblems with what is wrong with the plan, `CandidateProblems` with a name in a
 *   candidate that is none; TraceError, WorkloadError where a file that it names cannot be played.
 */
export async function makePlan(question: PlanQuestion, options: PlanOptions): Promise<Plan> {
  if (question.spec.fleets === "cheaper") questionsApart(question, options.files);
  const together = await new Planning(question, options).make();
  if (question.spec.fleets === "one" || !together.complete) return together;
  const make = (alone: PlanQuestion) => makePlan(alone, options);
  const apart = await planApart(question, together, { options, make });
  return { ...together, apart, complete: apart.classes.every(({ plan }) => plan.complete) };
}

class Planning {
  readonly #question: PlanQuestion;
  readonly #options: PlanOptions;
  readonly #prepared: Prepared;
  readonly #tracks: readonly Track[];
  readonly #trail: TrailRow[] = [];
  #complete = true;

  constructor(question: PlanQuestion, options: PlanOptions) {
    this.#question = question;
    this.#options = options;
    this.#prepared = prepare(question, options.files);
    this.#tracks = this.#prepared.entrants.flatMap(({ track }) => track ?? []);
  }

  async make(): Promise<Plan> {
    const { objective, spec } = this.#question;
    const { criteria, traffic, entrants } = this.#prepared;
    await searchInRounds(this.#tracks, {
      tryOut: (track, step) => this.#tryOut(track.settingOf(step), this.#inWords(track, step)),
      found: (track, step, trial, round) =>
        this.#record(track, track.learn(step, trial), { round, stage: stageOf(step) }),
    });
    const candidates = rank(entrants, {
      bar: barOf(this.#tracks),
      meritInWords: this.#meritInWords,
      interrupted: !this.#complete,
    });
    const answer = await this.#answer(candidates);
    const pareto = await paretoOf(this.#tracks, {
      place: this.#placeOf,
      execute: (job) => this.#execute(job),
    });
    return {
      objective,
      criteria: criteria.map(({ words }) => words),
      rate: objective === "max-rate" ? null : (traffic.rate ?? null),
      confidence: spec.confidence,
      answer,
      apart: null,
      candidates,
      trail: this.#trail,
      pareto,
      notes: this.#notes(),
      complete: this.#complete,
      simulated: {
        runs: this.#trail.reduce((sum, { runs }) => sum + runs, 0),
        requests: this.#trail.reduce((sum, { simulated }) => sum + simulated, 0),
      },
    };
  }

  async #execute(job: Job): Promise<Outcome | undefined> {
    const outcome = this.#complete ? await this.#options.executor.execute(job) : undefined;
    if (outcome === undefined) this.#complete = false;
    return outcome;
  }

  #tryOut(setting: Setting, words: string): Promise<Trial | undefined> {
    this.#options.progress?.(words);
    return tryOut(setting, {
      execute: (job) => this.#execute(job),
      confidence: this.#question.spec.confidence,
    });
  }

  #record(track: Track, tried: Tried, place: { round: number; stage: Stage }): void {
    this.#trail.push(trailRow(track, tried, { ...place, ...this.#placeOf(track) }));
  }

  readonly #placeOf = (track: Track): { candidate: number; label: string } => {
    const { entrants } = this.#prepared;
    const { candidate, label } = entrants.find((entrant) => entrant.track === track)!;
    return { candidate, label };
  };

  #inWords(track: Track, { value }: { value: number }): string {
    const { label } = this.#placeOf(track);
    return this.#question.objective === "max-rate"
      ? `${label} at ${threeDigits(value)} requests/s`
      : `${counted(value, "engine")} of ${label}`;
  }

  readonly #meritInWords = ([first = 0, second = 0]: Merit): string => {
    switch (this.#question.objective) {
      case "min-cost":
        return usd(first);
      case "min-gpus":
        return `${formatCount(first)} GPUs${Number.isFinite(second) ? `, ${usd(second)}` : ""}`;
      case "max-rate":
        return `${threeDigits(-first)} requests/s`;
    }
  };

  async #answer(candidates: readonly RankedCandidate[]): Promise<Answer | null> {
    const [best, next] = candidates.filter(({ rank }) => rank !== null);
    if (best === undefined) return null;
    const { entrants } = this.#prepared;
    const track = entrants.find(({ candidate }) => candidate === best.candidate)!.track!;
    const { objective } = this.#question;
    const headRoom = await this.#headRoom(track);
    const rate = headRoom?.holds ?? track.answer!.rate;
    const binding = await this.#binding(track, rate);
    return answerOf({ objective, best, next, track, headRoom, binding });
  }

  /** How much more the answer holds; of the highest rate there is no more. */
  async #headRoom(track: Track): Promise<HeadRoom | null> {
    const { rate: asked, engines, trial } = track.answer!;
    const { objective, spec } = this.#question;
    if (asked === undefined || objective === "max-rate") return null;
    const search = headRoomSearch(track, spec.tolerance);
    let requests = Math.ceil(trial.requests / CONFIRM);
    for (let step = search.next(); step !== undefined; step = search.next()) {
      const { value: rate, confirm } = step;
      const setting = track.contender.setting(engines, rate, (confirm ? CONFIRM : 1) * requests);
      const found = await this.#tryOut(setting, `head-room: ${threeDigits(rate)} requests/s`);
      if (found === undefined) return null;
      search.learn(step, found);
      if (found.verdict === "holds" && !confirm) requests = Math.max(requests, found.requests);
      const stage = confirm ? "head-room confirm" : "head-room";
      this.#record(track, { step, engines, rate, trial: found }, { round: 0, stage });
    }
    const { low, high } = search;
    return { holds: low, too_high: high, times: low / asked };
  }

  async #binding(track: Track, rate: number | undefined): Promise<Binding | null> {
    if (!this.#complete) return null;
    const {
      files,
      progress,
      why = async (scenario) => askWhy(scenario, files && { files }),
    } = this.#options;
    progress?.("what binds");
    const found = await why(scenarioToEase(track, rate));
    if (found !== undefined) return { rate: rate ?? null, why: found };
    this.#complete = false;
    return null;
  }

  #notes(): string[] {
    const error = formatPercent(1 - this.#question.spec.confidence);
    const { criteria, traffic } = this.#prepared;
    return [
      `Each "holds" and each "fails" is wrong with a chance of at most ${error}; between what ` +
        "was tried, more engines and less load are taken to be no worse.",
      ...(traffic.course === "episode"
        ? ["The traffic has a beginning and an end, and is judged as a whole."]
        : []),
      ...(criteria.some(({ asked }) => asked === 1)
        ? ["That 100 % are good is seen in the runs, and of longer ones not sure."]
        : []),
      ...(this.#complete ? [] : ["Interrupted: this is the best so far."]),
    ];
  }
}

const usd = (perHour: number): string => `$${perHour.toFixed(2)}/h`;
