/**
 * A trial: does one setting hold? The scenario is run with several seeds until that is decided.
 *
 * All settings are tried with the same seeds, so each sees the same requests. Runs that are too
 * short see queues too short: a run lasts for many times as long as a request stays, it is made
 * longer where it has not come to its level by half of it, and a start that is not yet level does
 * not count.
 */
import type { RequestLog } from "../../observe/request-log.ts";
import { settledFrom, steadyStart } from "../../observe/steady.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Executor, Outcome } from "../jobs/job.ts";
import { seedsOf } from "../replications/replicate.ts";
import { independentRequests } from "../replications/replicated-figures.ts";
import type { Criterion } from "./criteria.ts";
import { type Decided, decide, isTooNear, LOOKS, type ShareMet } from "./decide.ts";
import { averageOf, figuresOf, type Reading, readingOf, type TrialFigures } from "./reading.ts";
import { type Course, ofLength } from "./traffic.ts";

/** `unstable`: the queue grows for as long as requests come; `stuck`: nothing can happen. */
export type TrialVerdict = "holds" | "fails" | "undecided" | "unstable" | "stuck";

export interface Setting {
  /** As it is run, but for its seed and its length. */
  scenario: Scenario;
  criteria: readonly Criterion[];
  course: Course;
  /** Requests (a count) of each run to begin with; of an episode there are as many as there are. */
  requests: number;
}

export interface TrialTerms {
  execute: Executor["execute"];
  confidence: number;
}

export interface Trial {
  verdict: TrialVerdict;
  /** Runs (a count), and the requests of each. */
  runs: number;
  requests: number;
  /** Requests (a count) of all runs, those included that were too short and begun again. */
  simulated: number;
  /** One a criterion; none of what is unstable or stuck. */
  shares: ShareMet[];
  /** Null of what is unstable, stuck or not level: its latencies depend on how long one looks. */
  figures: TrialFigures | null;
  /** Requests a second that were served while the queue grew. */
  served: number | null;
}

/** A run lasts for so many times as long as a request stays on average. */
const STAYS = 20;
/** How much longer a run is made that has not come to its level. */
const LONGER = 4;
/** Requests of a run at most, and how often it is made longer to find its level. */
const MOST_REQUESTS = 400_000;
const TIMES = 2;

/** Undefined where the executor was interrupted. */
export async function tryOut(setting: Setting, terms: TrialTerms): Promise<Trial | undefined> {
  let { requests } = setting;
  let simulated = 0;
  for (let unlevel = 0; ; ) {
    const runs = new Runs(setting, { ...terms, requests });
    const found = await runs.judge();
    if (found === undefined) return undefined;
    simulated += runs.simulated;
    if (!("longer" in found)) return { ...found, requests: runs.requests, simulated };
    if (!found.level) unlevel += 1;
    if (unlevel > TIMES || found.longer > MOST_REQUESTS)
      return { ...NOT_LEVEL, shares: [], requests, simulated, runs: LOOKS[0] };
    requests = found.longer;
  }
}

/** What does not come to its level in long runs either cannot be told from what grows. */
const NOT_LEVEL = { verdict: "undecided", figures: null, served: null } as const;

type Judged = Omit<Trial, "requests" | "simulated">;

class Runs {
  readonly #setting: Setting;
  readonly #terms: TrialTerms;
  readonly #asked: number;
  readonly #seeds: readonly number[];
  readonly #readings: Reading[] = [];
  /** The row with which what is read begins; known after the first runs. */
  #from = 0;
  /** Whether the runs come to a level. */
  #level = true;
  #growing = 0;
  #runs = 0;
  #served = 0;
  simulated = 0;
  requests = 0;

  constructor(setting: Setting, { requests, ...terms }: TrialTerms & { requests: number }) {
    this.#setting = setting;
    this.#terms = terms;
    this.#asked = requests;
    this.#seeds = seedsOf(setting.scenario.seed, LOOKS.at(-1)!);
  }

  async judge(): Promise<Judged | { longer: number; level: boolean } | undefined> {
    let decided: Decided | undefined;
    for (const look of LOOKS) {
      const outcomes = await this.#run(this.#runs, look);
      if (outcomes === undefined) return undefined;
      this.#runs = look;
      if (outcomes.some(({ status }) => status === "livelock")) return this.#without("stuck");
      if (2 * this.#growing >= look) return this.#without("unstable");
      const longer = this.#read(outcomes);
      decided = this.#decide();
      // A run that is too short sees queues too short, so what fails in it fails.
      if (decided.decision === "fails") break;
      if (longer !== undefined) return { longer, level: this.#level };
      const same = this.#setting.course === "episode" && allAlike(outcomes);
      if (same) return this.#with(decided, decided.shares.every(isMet) ? "holds" : "fails");
      if (decided.decision !== "undecided" || isTooNear(decided)) break;
    }
    return this.#with(decided!, decided!.decision);
  }

  /** Runs those from one to another; one that gave up for nothing is done again. */
  async #run(from: number, to: number): Promise<Outcome[] | undefined> {
    const seeds = this.#seeds.slice(from, to);
    const giveUp = this.#setting.course === "steady";
    const first = await Promise.all(seeds.map((seed) => this.#execute(seed, giveUp)));
    if (first.some((outcome) => outcome === undefined)) return undefined;
    const tried = first as Outcome[];
    const growing = tried.filter(grows);
    this.#growing += growing.length;
    if (2 * this.#growing >= to) {
      const rates = growing.map(({ summary }) => summary.stability.served_per_s ?? 0);
      this.#served = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
      return tried;
    }
    const whole = await Promise.all(
      tried.map((outcome, index) =>
        outcome.gaveUp ? this.#execute(seeds[index]!, false) : outcome,
      ),
    );
    return whole.some((outcome) => outcome === undefined) ? undefined : (whole as Outcome[]);
  }

  async #execute(seed: number, giveUp: boolean): Promise<Outcome | undefined> {
    const { scenario, course } = this.#setting;
    const workload =
      course === "episode" ? scenario.workload : ofLength(scenario.workload, this.#asked);
    const job = { scenario: { ...scenario, seed, workload }, log: true, giveUp };
    const outcome = await this.#terms.execute(job);
    if (outcome === undefined) return undefined;
    this.simulated += outcome.log!.count;
    this.requests = Math.max(this.requests, outcome.log!.count);
    return outcome;
  }

  /**
   * Reads runs; returns how many requests they should have where these are too few. Where no level
   * is found, they are read from their start on, which makes them look better than they are.
   */
  #read(outcomes: readonly Outcome[]): number | undefined {
    const logs = outcomes.map(({ log }) => log!);
    const episode = this.#setting.course === "episode";
    if (this.#runs === LOOKS[0]) {
      const { row } = episode ? { row: 0 } : steadyStart(logs, { growing: false, varying: false });
      this.#level = row !== undefined;
      this.#from = row ?? 0;
    }
    const rows = (log: RequestLog) => (episode ? log.all : settledFrom(log, this.#from));
    const { criteria } = this.#setting;
    this.#readings.push(...outcomes.map((outcome) => readingOf(outcome, rows, criteria)));
    if (!this.#level) return LONGER * this.#asked;
    const needed = Math.ceil((STAYS * this.#inside) / 1000) * 1000;
    return !episode && needed > this.#asked ? needed : undefined;
  }

  get #inside(): number {
    return averageOf(this.#readings, "inside")!;
  }

  #decide(): Decided {
    const samples = this.#setting.criteria.map(({ words, asked }, index) => ({
      words,
      asked,
      tallies: this.#readings.map(({ tallies }) => tallies[index]!),
    }));
    return decide(samples, independentRequests(this.#readings), this.#terms.confidence);
  }

  #with({ shares }: Decided, verdict: TrialVerdict): Judged {
    return {
      verdict,
      runs: this.#runs,
      shares,
      served: null,
      figures: this.#level ? figuresOf(this.#readings) : null,
    };
  }

  #without(verdict: "unstable" | "stuck"): Judged {
    const served = verdict === "unstable" ? this.#served : null;
    return { verdict, runs: this.#runs, shares: [], figures: null, served };
  }
}

const grows = ({ gaveUp, summary }: Outcome): boolean =>
  gaveUp || summary.stability.growing === true;

/** Whether nothing was drawn: then one run is all that there is to know. */
const allAlike = (outcomes: readonly Outcome[]): boolean =>
  new Set(outcomes.map(({ digest }) => digest)).size === 1;

const isMet = ({ mean, asked }: ShareMet): boolean => mean >= asked;
