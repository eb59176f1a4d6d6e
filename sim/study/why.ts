/**
 * Why: which limit binds, proved by running the scenario again with each limit eased by a tenth.
 *
 * The verdict of a single run names the limit that it spent most time on; that need not be the one
 * whose easing helps. This asks the simulator instead, with the same random numbers.
 */
import { ScenarioProblems } from "../cluster/blueprint.ts";
import type { Limit } from "../observe/limits.ts";
import type { Summary } from "../observe/summary.ts";
import type { Scenario } from "../scenario/schema.ts";
import { type Result, Simulation, type SimulationOptions } from "../simulation.ts";
import { WorkloadError } from "../workload/workload-error.ts";
import { changed, midP, Outcomes } from "./paired.ts";
import { type NotRelaxed, type Relaxation, type Relaxed, relax, relaxations } from "./relax.ts";
import {
  binding,
  type Improved,
  improves,
  LEVEL,
  type Outcome,
  outcomeOf,
  type Remedy,
  ranked,
  remedy,
} from "./remedy.ts";
import { whyInWords } from "./why-sentence.ts";

/** A limit that was not eased. */
export interface LeftOut extends NotRelaxed {
  limit: Relaxation;
}

export interface Why {
  /** The scenario as it is. */
  before: Outcome;
  /** Every relaxation that was run, the one that helps most first. */
  remedies: Remedy[];
  left_out: LeftOut[];
  /** The limit whose relaxation helps most; null where none does. */
  binds: Relaxation | null;
  /** What it improves. */
  improves: Improved;
  /** The first of those that ease one limit inside an engine, and not engines or load. */
  binds_in_engine: Relaxation | null;
  /** Others whose share chance could have made equal to that of the first. */
  rivals: Relaxation[];
  /** What the verdict of the single run says binds, and whether this agrees with it. */
  verdict: Limit | null;
  agrees: boolean | null;
  /** Whether every relaxation was run; false where somebody interrupted. */
  complete: boolean;
  /** The same in plain words. */
  sentence: string;
}

/** A run of the scenario as it is, and who met the objectives in it. */
export interface Baseline {
  summary: Summary;
  outcomes: Outcomes;
}

export interface WhyOptions extends Pick<SimulationOptions, "files" | "router"> {
  /** Where the scenario has been run already. */
  baseline?: Baseline;
  /** Told after each relaxation how many are done, of how many. */
  progress?: (done: number, all: number) => void;
}

interface Rerun {
  limit: Relaxation | undefined;
  change: string;
  simulation: Simulation;
  outcomes: Outcomes;
}

/** The runs behind a `Why`, a few events at a time; what there is so far can be had at any time. */
export class WhyStudy {
  readonly #scenario: Scenario;
  readonly #surroundings: Pick<SimulationOptions, "files" | "router">;
  readonly #progress: WhyOptions["progress"];
  readonly #waiting: Relaxation[] = [...relaxations];
  readonly #remedies: Remedy[] = [];
  readonly #outcomes = new Map<Relaxation, Outcomes>();
  readonly #leftOut: LeftOut[] = [];
  #baseline: Baseline | undefined;
  #running: Rerun | undefined;

  constructor(scenario: Scenario, options: WhyOptions = {}) {
    this.#scenario = scenario;
    const { baseline, progress, ...surroundings } = options;
    this.#surroundings = surroundings;
    this.#progress = progress;
    this.#baseline = baseline;
    if (this.#baseline === undefined) this.#running = this.#start(scenario);
  }

  /** Relaxations (counts) that are done, and all of them. */
  get done(): number {
    return this.#remedies.length + this.#leftOut.length;
  }

  get all(): number {
    return relaxations.length;
  }

  /** Runs up to so many events. False when nothing is left to run. */
  advance(events: number): boolean {
    this.#running ??= this.#next();
    if (this.#running === undefined) return false;
    if (this.#goesOn(this.#running, events)) return true;
    this.#running = undefined;
    this.#progress?.(this.done, this.all);
    return true;
  }

  /** Runs to the end. */
  run(): this {
    while (this.advance(1_000_000));
    return this;
  }

  /** What there is by now; undefined before the scenario as it is has been run. */
  result(): Why | undefined {
    if (this.#baseline === undefined) return undefined;
    const before = outcomeOf(this.#baseline.summary);
    const remedies = ranked(this.#remedies);
    const binds = binding(remedies);
    const inEngine = binding(remedies, "engine");
    const { binds: verdict, met } = this.#baseline.summary.verdict;
    const figures: Omit<Why, "sentence"> = {
      before,
      remedies,
      left_out: [...this.#leftOut],
      binds: binds?.limit ?? null,
      improves: binds === undefined ? null : improves(binds),
      binds_in_engine: inEngine?.limit ?? null,
      rivals: this.#rivals(remedies),
      verdict,
      agrees: verdict === null || binds === undefined ? null : agree(verdict, inEngine),
      complete: this.done === this.all,
    };
    return { ...figures, sentence: whyInWords(figures, met) };
  }

  #goesOn(run: Rerun, events: number): boolean {
    try {
      if (run.simulation.advance(events)) return true;
      this.#finish(run);
    } catch (error) {
      // Less load may lead past the longest time.
      if (!(error instanceof WorkloadError) || run.limit === undefined) throw error;
      this.#leftOut.push({ limit: run.limit, reason: `${run.change}: ${error.message}` });
    }
    return false;
  }

  #next(): Rerun | undefined {
    while (this.#waiting.length > 0) {
      const limit = this.#waiting.shift()!;
      const relaxed = relax(limit, this.#scenario);
      const run = "reason" in relaxed ? relaxed : this.#attempt(limit, relaxed);
      if (!("reason" in run)) return run;
      this.#leftOut.push({ limit, reason: run.reason });
    }
    return undefined;
  }

  /** A larger budget, say, may leave a model no memory for its cache. */
  #attempt(limit: Relaxation, relaxed: Relaxed): Rerun | NotRelaxed {
    try {
      return this.#start(relaxed.scenario, { limit, ...relaxed });
    } catch (error) {
      if (!(error instanceof ScenarioProblems)) throw error;
      const { path, message } = error.problems[0]!;
      return { reason: `${relaxed.change}: ${path.join(".")} ${message.split("\n")[0]}` };
    }
  }

  #start(scenario: Scenario, eased?: Relaxed & { limit: Relaxation }): Rerun {
    const outcomes = new Outcomes(scenario.slo);
    const simulation = new Simulation(scenario, {
      ...this.#surroundings,
      probes: [outcomes.probe],
      ...(eased && { whatIf: eased.whatIf }),
    });
    return { limit: eased?.limit, change: eased?.change ?? "", simulation, outcomes };
  }

  #finish({ limit, change, simulation, outcomes }: Rerun): void {
    const { summary } = simulation.result();
    if (limit === undefined) this.#baseline = { summary, outcomes };
    else this.#judge({ limit, change, summary, outcomes });
  }

  #judge({ limit, change, summary, outcomes }: Judged): void {
    const { arrivals, drain } = this.#scenario.workload;
    const { summary: before, outcomes: those } = this.#baseline!;
    const tried = {
      limit,
      change,
      after: outcomeOf(summary),
      changed: changed(those, outcomes),
      throughputCounts: arrivals.process === "closed" || drain === "cut",
    };
    this.#outcomes.set(limit, outcomes);
    this.#remedies.push(remedy(tried, outcomeOf(before)));
  }

  /** Remedies after the first whose lead could be chance. */
  #rivals([first, ...others]: readonly Remedy[]): Relaxation[] {
    if (first === undefined || first.gains.share <= 0) return [];
    const best = this.#outcomes.get(first.limit)!;
    return others
      .filter(({ gains }) => gains.share > 0)
      .filter(({ limit }) => midP(changed(best, this.#outcomes.get(limit)!)) >= LEVEL)
      .map(({ limit }) => limit);
  }
}

interface Judged extends Pick<Result, "summary"> {
  limit: Relaxation;
  change: string;
  outcomes: Outcomes;
}

/** Runs a scenario and its relaxations to their end. */
export const askWhy = (scenario: Scenario, options: WhyOptions = {}): Why =>
  new WhyStudy(scenario, options).run().result()!;

/** The limit that is eased to relieve what the verdict of a single run names. */
const eases: { readonly [L in Limit]: Relaxation | null } = {
  compute: "compute",
  bandwidth: "bandwidth",
  launch: "launch",
  host: "host",
  kv: "kv",
  seqs: "seqs",
  batch: "seqs",
  budget: "budget",
  interconnect: null,
  arrivals: null,
};

/** That the load is light is right where no relaxation brings more requests inside the SLO. */
function agree(verdict: Limit, inEngine: Remedy | undefined): boolean {
  if (verdict === "arrivals") return inEngine === undefined || inEngine.gains.share <= 0;
  return inEngine !== undefined && inEngine.limit === eases[verdict];
}
