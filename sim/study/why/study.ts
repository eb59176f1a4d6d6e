/**
 * The study behind a `Why`: the scenario as it is, then with each limit eased by a tenth, run with
 * the same random numbers.
 *
 * It goes on a few events at a time and touches nothing outside, so a page can run it in a worker.
 */
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import type { Summary } from "../../observe/summary.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { Simulation, type SimulationOptions } from "../../simulation.ts";
import { arrivalsIn } from "../../workload/class-spec.ts";
import { WorkloadError } from "../../workload/workload-error.ts";
import { type Changed, compare, type Fates } from "./paired.ts";
import { type NotRelaxed, type Relaxation, type Relaxed, relax, relaxationsOf } from "./relax.ts";
import { levelFor, outcomeOf, type Remedy, ranked, remedy } from "./remedy.ts";
import { answer, type LeftOut, type Why } from "./why.ts";

/** What a run came to, and what became of each of its requests. */
export interface Run {
  summary: Summary;
  fates: Fates;
}

export interface WhyOptions extends Pick<SimulationOptions, "files" | "router"> {
  /** Where the scenario has been run already. */
  baseline?: Run;
  /** Told after each relaxation how many are done, of how many. */
  progress?: (done: number, all: number) => void;
}

interface Rerun {
  limit: Relaxation | undefined;
  change: string;
  simulation: Simulation;
}

/** The runs behind a `Why`, a few events at a time; what there is so far can be had at any time. */
export class WhyStudy {
  readonly #scenario: Scenario;
  readonly #surroundings: Pick<SimulationOptions, "files" | "router">;
  readonly #progress: WhyOptions["progress"];
  readonly #waiting: Relaxation[];
  /** Relaxations (a count) in all. */
  readonly all: number;
  readonly #level: number;
  readonly #remedies: Remedy[] = [];
  readonly #runs = new Map<Relaxation, Run>();
  readonly #leftOut: LeftOut[] = [];
  #baseline: Run | undefined;
  #running: Rerun | undefined;

  constructor(scenario: Scenario, options: WhyOptions = {}) {
    this.#scenario = scenario;
    this.#waiting = relaxationsOf(scenario);
    this.all = this.#waiting.length;
    this.#level = levelFor(this.all);
    const { baseline, progress, ...surroundings } = options;
    this.#surroundings = surroundings;
    this.#progress = progress;
    this.#baseline = baseline;
    if (this.#baseline === undefined) this.#running = this.#start(scenario);
  }

  /** Relaxations (a count) that are done. */
  get done(): number {
    return this.#remedies.length + this.#leftOut.length;
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
    return answer({
      summary: this.#baseline.summary,
      remedies: ranked(this.#remedies),
      leftOut: this.#leftOut,
      complete: this.done === this.all,
      couldBeChance: (first, second) =>
        changeOf(this.#runs.get(first)!, this.#runs.get(second)!).p >= this.#level,
      level: this.#level,
      scenario: this.#scenario,
    });
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
    const simulation = new Simulation(scenario, {
      ...this.#surroundings,
      ...(eased && { whatIf: eased.whatIf }),
    });
    return { limit: eased?.limit, change: eased?.change ?? "", simulation };
  }

  #finish({ limit, change, simulation }: Rerun): void {
    const run: Run = { summary: simulation.result().summary, fates: simulation.log.fate };
    if (limit === undefined) this.#baseline = run;
    else this.#judge(limit, change, run);
  }

  #judge(limit: Relaxation, change: string, run: Run): void {
    const { workload } = this.#scenario;
    const closed = arrivalsIn(workload).some(({ spec }) => spec.process === "closed");
    const before = this.#baseline!;
    const tried = {
      limit,
      change,
      after: outcomeOf(run.summary),
      changed: before.summary.verdict.share === null ? null : changeOf(before, run),
      throughputCounts: closed || workload.drain === "cut",
      level: this.#level,
    };
    this.#runs.set(limit, run);
    this.#remedies.push(remedy(tried, outcomeOf(before.summary)));
  }
}

/** Over the requests of both: in so much time, a closed loop may ask more in one than the other. */
const changeOf = (before: Run, after: Run): Changed =>
  compare(before.fates, after.fates, Math.min(asked(before), asked(after)));

const asked = ({ summary: { completed, failed, unfinished } }: Run): number =>
  completed + failed + unfinished;

/** Runs a scenario and its relaxations to their end. */
export const askWhy = (scenario: Scenario, options: WhyOptions = {}): Why =>
  new WhyStudy(scenario, options).run().result()!;
