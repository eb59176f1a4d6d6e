/**
 * Replications: the same scenario with other random numbers, again and again, and what can be said
 * of its figures then.
 *
 * Each run leaves the same number of requests out at its start, found in the average of all runs,
 * so that no run's own ups and downs decide what counts of it. Where there is no steady part,
 * intervals are those of whole runs: what to expect of another run of the same length.
 */
import { createRandom } from "../../kernel/random.ts";
import type { RequestLog } from "../../observe/request-log.ts";
import { partOf, settledFrom, steadyStart } from "../../observe/steady.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Result, SimulationOptions } from "../../simulation.ts";
import { loadOf } from "../../workload/load.ts";
import type { Executor } from "../jobs/job.ts";
import { executeHere } from "../jobs/perform.ts";
import { CONFIDENCE } from "./interval.ts";
import {
  type FiguresOfRun,
  figuresOf,
  type Intervals,
  independentRequests,
  intervalsOf,
} from "./replicated-figures.ts";

/** A run that has come to its end. Its log takes 43 bytes a request. */
export interface Replica {
  result: Result;
  log: RequestLog;
}

export interface ReplicateOptions extends SimulationOptions {
  /** Who does the runs, instead of this thread one after the other. */
  executor?: Executor;
}

export interface Replications {
  /** Runs (a count) that came to their end, of how many. */
  n: number;
  asked: number;
  /** The seed of each: the scenario's own, then seeds drawn from it. */
  seeds: number[];
  /** What of each run the figures are of, and how many requests it leaves out at the start. */
  part: "steady" | "whole";
  left_out: number;
  confidence: number;
  /** Null where fewer than two runs have the figure. */
  intervals: Intervals;
  runs: FiguresOfRun[];
  /** What a reader must know before trusting the intervals, in sentences. */
  notes: string[];
}

/** Runs `n` replications, and what two or more of them tell. */
export async function runReplications(
  scenario: Scenario,
  n: number,
  { executor, ...options }: ReplicateOptions = {},
): Promise<Replications> {
  const { execute } = executor ?? executeHere(options);
  const seeds = seedsOf(scenario.seed, n);
  const outcomes = await Promise.all(
    seeds.map((seed) => execute({ scenario: { ...scenario, seed }, log: true })),
  );
  const replicas = outcomes.flatMap((outcome, index) =>
    outcome === undefined ? [] : { seed: seeds[index]!, result: outcome, log: outcome.log! },
  );
  return tell(scenario, replicas, n);
}

/** The seeds of `n` replications: fewer of them are the first of more. */
export function seedsOf(seed: number, n: number): number[] {
  const { below } = createRandom(seed).stream("replications");
  const seeds = new Set([seed]);
  while (seeds.size < n) seeds.add(below(2 ** 31));
  return [...seeds].slice(0, n);
}

function tell(
  scenario: Scenario,
  replicas: readonly (Replica & { seed: number })[],
  asked: number,
): Replications {
  const growing = replicas.filter(({ result }) => result.summary.stability.growing).length;
  const { row, none } = steadyStart(
    replicas.map(({ log }) => log),
    { growing: 2 * growing > replicas.length, varying: loadOf(scenario.workload) === "varying" },
  );
  const hasSlo = replicas.some(({ result }) => result.summary.verdict.share !== null);
  const parts = replicas.map(({ result: { summary }, log }) => {
    if (row === undefined)
      return { log, rows: log.all, figures: { ...summary, share: summary.verdict.share } };
    const rows = settledFrom(log, row);
    return { log, rows, figures: partOf(log, rows, hasSlo) };
  });
  const independent = independentRequests(parts.map(({ figures }) => figures));
  return {
    n: replicas.length,
    asked,
    seeds: replicas.map(({ seed }) => seed),
    part: row === undefined ? "whole" : "steady",
    left_out: row ?? 0,
    confidence: CONFIDENCE,
    intervals: intervalsOf(parts, hasSlo ? independent : undefined),
    runs: replicas.map(({ result, seed }, index) => ({
      seed,
      status: result.status,
      digest: result.digest,
      met: result.summary.verdict.met,
      ...figuresOf(parts[index]!.figures),
    })),
    notes: notesOn({
      done: replicas.length,
      asked,
      growing,
      stuck: replicas.filter(({ result }) => result.status === "livelock").length,
      unsteady: none,
      independent,
    }),
  };
}

/** Runs worth fewer independent requests than these: intervals hold in 80 to 90 % of cases. */
const ENOUGH_INDEPENDENT = 20;

interface Told {
  done: number;
  asked: number;
  growing: number;
  stuck: number;
  unsteady: string | undefined;
  independent: number;
}

function notesOn({ done, asked, growing, stuck, unsteady, independent }: Told): string[] {
  const of = `of ${done} runs`;
  return [
    done < asked && `Interrupted: ${done} of ${asked} runs came to their end.`,
    growing > 0 && `The queue still grows at the end of ${growing} ${of}.`,
    stuck > 0 && `${stuck} ${of} got stuck.`,
    unsteady !== undefined &&
      done > 0 &&
      `Intervals are of whole runs of this length: there is no steady part, since ${unsteady}.`,
    independent < ENOUGH_INDEPENDENT &&
      `Each run tells no more than ${Math.max(1, Math.floor(independent))} independent requests ` +
        "would: 95 % intervals of runs so short hold less often. Make them longer.",
  ].filter((note) => note !== false);
}
