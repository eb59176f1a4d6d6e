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
import { type Result, Simulation, type SimulationOptions } from "../../simulation.ts";
import { loadOf } from "../../workload/load.ts";
import { CONFIDENCE } from "./interval.ts";
import {
  type FiguresOfRun,
  figuresOf,
  type Intervals,
  independentRequests,
  intervalsOf,
} from "./replicated-figures.ts";

/** A run that has come to its end. Its log takes 37 bytes a request. */
export interface Replica {
  result: Result;
  log: RequestLog;
}

/** Runs a scenario, here or elsewhere. Undefined where it was interrupted: no other is begun. */
export type Execute = (scenario: Scenario) => Promise<Replica | undefined>;

export interface ReplicateOptions extends SimulationOptions {
  /** Instead of running one after the other in this thread. */
  execute?: Execute;
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
  { execute, ...options }: ReplicateOptions = {},
): Promise<Replications> {
  const run = execute ?? (async (it: Scenario) => runHere(it, options));
  const replicas: Replica[] = [];
  const seeds = seedsOf(scenario.seed, n);
  for (const seed of seeds) {
    const replica = await run({ ...scenario, seed });
    if (replica === undefined) break;
    replicas.push(replica);
  }
  return tell(scenario, replicas, seeds);
}

function runHere(scenario: Scenario, options: SimulationOptions): Replica {
  const simulation = new Simulation(scenario, options).run();
  return { result: simulation.result(), log: simulation.log };
}

/** The seeds of `n` replications: fewer of them are the first of more. */
export function seedsOf(seed: number, n: number): number[] {
  const { below } = createRandom(seed).stream("replications");
  const seeds = new Set([seed]);
  while (seeds.size < n) seeds.add(below(2 ** 31));
  return [...seeds].slice(0, n);
}

function tell(scenario: Scenario, replicas: readonly Replica[], seeds: number[]): Replications {
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
    asked: seeds.length,
    seeds: seeds.slice(0, replicas.length),
    part: row === undefined ? "whole" : "steady",
    left_out: row ?? 0,
    confidence: CONFIDENCE,
    intervals: intervalsOf(parts, hasSlo ? independent : undefined),
    runs: replicas.map(({ result }, index) => ({
      seed: seeds[index]!,
      status: result.status,
      digest: result.digest,
      met: result.summary.verdict.met,
      ...figuresOf(parts[index]!.figures),
    })),
    notes: notesOn({
      done: replicas.length,
      asked: seeds.length,
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
