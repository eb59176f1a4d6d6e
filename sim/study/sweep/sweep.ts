/**
 * A sweep: the scenario at every point, several times each, and what the runs of a point tell
 * together.
 *
 * Runs are jobs with keys of their own, and what a store holds of them is not done again: a sweep
 * that was interrupted goes on, and a point that changed runs alone. Which run ends first, and in
 * which thread, changes nothing of the result.
 */
import type { Scenario } from "../../scenario/schema.ts";
import type { Executor, Job } from "../jobs/job.ts";
import { jobKey, type KeyTerms } from "../jobs/job-key.ts";
import { CONFIDENCE } from "../replications/interval.ts";
import { seedsOf } from "../replications/replicate.ts";
import type { Settings } from "./conditions.ts";
import { type Metric, noFigures, sweepMetrics } from "./metrics.ts";
import { pointFigures, type ToldPoint } from "./point-figures.ts";
import type { Axis, Expansion } from "./points.ts";
import { doRun, type SweepRun } from "./run.ts";

/** Where runs are kept, by the keys of their jobs. */
export interface RunStore {
  get(key: string): SweepRun | undefined;
  /** Called once a run, as soon as it is done. */
  put(key: string, run: SweepRun): void;
}

export interface SweepTerms {
  /** The points, and the scenario of each. */
  expansion: Expansion;
  scenarios: readonly Scenario[];
  replications: number;
  executor: Executor;
  store: RunStore;
  /** Of the files that a point's scenario names, and of what runs it. */
  keyTerms(point: number): KeyTerms;
}

/** A point with what came of it. */
export interface SweptPoint extends ToldPoint {
  /** From 0, in the order of the sweep. */
  point: number;
  /** By path, as in the scenario; times in seconds. */
  settings: Settings;
  /** All of them, or none while one is missing; they have figures where the point has. */
  runs: SweptRun[];
}

export interface SweptRun extends Omit<SweepRun, "judged"> {
  replication: number;
  seed: number;
}

export interface SweepResult {
  axes: Axis[];
  metrics: readonly Metric[];
  replications: number;
  confidence: number;
  /** Points (a count) that its conditions leave out. */
  skipped: number;
  /** Points (a count) of which a run is missing, since the sweep was interrupted. */
  missing: number;
  /** In the order of the sweep. */
  points: SweptPoint[];
}

/** What of a sweep is to be done, and what is there. */
export interface Sweep {
  /** Runs (counts) in all, and of them those that the store holds. */
  runs: number;
  there: number;
  /** Does what is missing. */
  finish(): Promise<SweepResult>;
}

/** A run of a point. */
interface Planned {
  key: string;
  job: Job;
}

export function planSweep(terms: SweepTerms): Sweep {
  const { scenarios, replications, store, keyTerms } = terms;
  const planned = scenarios.map((scenario, point): Planned[] =>
    seedsOf(scenario.seed, replications).map((seed) => {
      const job = { scenario: { ...scenario, seed }, giveUp: true };
      return { job, key: jobKey(job, keyTerms(point)) };
    }),
  );
  const all = planned.flat();
  return {
    runs: all.length,
    there: all.filter(({ key }) => store.get(key) !== undefined).length,
    finish: () => finish(planned, terms),
  };
}

async function finish(
  planned: readonly (readonly Planned[])[],
  terms: SweepTerms,
): Promise<SweepResult> {
  const { expansion, replications } = terms;
  const done = once(terms);
  const runs = await Promise.all(planned.map((ofPoint) => Promise.all(ofPoint.map(done))));
  const points = expansion.points.map(({ settings }, point) => ({
    point,
    settings,
    ...told(planned[point]!, runs[point]!),
  }));
  return {
    axes: expansion.axes,
    metrics: sweepMetrics,
    replications,
    confidence: CONFIDENCE,
    skipped: expansion.skipped,
    missing: points.filter(({ status }) => status === "missing").length,
    points,
  };
}

type Done = SweepRun | undefined;

/** Does runs that are not there, and each once, though several points may be the same scenario. */
function once({ executor, store }: SweepTerms): (planned: Planned) => Promise<Done> {
  const doing = new Map<string, Promise<Done>>();
  const runNow = async ({ key, job }: Planned): Promise<Done> => {
    const there = store.get(key);
    if (there !== undefined) return there;
    const run = await doRun(job, executor);
    if (run !== undefined) store.put(key, run);
    return run;
  };
  return (planned) => {
    const run = doing.get(planned.key) ?? runNow(planned);
    doing.set(planned.key, run);
    return run;
  };
}

/** What is told of a point. Runs of one that has no figures have none either. */
function told(planned: readonly Planned[], done: readonly Done[]): ToldPoint & Runs {
  const known = done.filter((run) => run !== undefined);
  const point = pointFigures(known, known.length === planned.length);
  if (point.status === "missing") return { ...point, runs: [] };
  const runs = known.map(({ judged: _, ...run }, replication) => ({
    replication,
    seed: planned[replication]!.job.scenario.seed,
    ...run,
    figures: point.status === "finished" ? run.figures : noFigures,
  }));
  return { ...point, runs };
}

type Runs = Pick<SweptPoint, "runs">;
