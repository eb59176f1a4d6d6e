/**
 * Summarizes a run: from what the recorder has counted to the figures of the summary.
 *
 * It changes nothing, so a run can be summarized while it goes on.
 */
import type { EngineBounds } from "../engine/engine-bounds.ts";
import type { EngineView } from "../engine/view.ts";
import type { Seconds } from "../units.ts";
import { Demand } from "../workload/demand.ts";
import type { Load } from "../workload/load.ts";
import { groupFigures } from "./class-figures.ts";
import type { Metric, RunStatus, Usage } from "./figures.ts";
import { type Distribution, latencyFigures } from "./latency-figures.ts";
import { notesOn } from "./notes.ts";
import type { Recorder } from "./recorder.ts";
import { type BoundedPool, speedOfLight } from "./speed-of-light.ts";
import { stabilityOf } from "./stability.ts";
import { partOf, settledFrom, steadyStart } from "./steady.ts";
import type { Figures, SteadyFigures, Summary } from "./summary.ts";
import {
  ledgerFigures,
  outcomeFigures,
  perSecond,
  sloFigures,
  throughputFigures,
} from "./tally-figures.ts";
import { engineUsage, sumUsage } from "./usage.ts";
import { judge } from "./verdict.ts";

/** What the recorder cannot see by itself. */
export interface Run {
  status: RunStatus;
  now: Seconds;
  digest: string;
  pools: readonly PoolOfRun[];
  load?: Load;
  /** Sentences for the notes, of what the run was made from. */
  remarks?: readonly string[];
}

export interface PoolOfRun {
  name: string;
  engines: readonly EngineView[];
  gpusPerEngine: number;
  /** US dollars for one GPU for an hour, where it is known. */
  pricePerHour?: number;
  /** What its engines cannot exceed; absent where their prices are not those of their machine. */
  bounds?: EngineBounds | undefined;
}

export function summarize(recorder: Recorder, run: Run): Summary {
  const figures = figuresOf(recorder, run);
  const offered = run.load === "closed" ? null : rateOfArrivals(recorder);
  const speed_of_light = speedOfLight(figures, boundedPools(recorder, run), offered);
  return { verdict: judge(figures), speed_of_light, ...figures };
}

/** Empty where the bounds of some pool are not known. */
function boundedPools(recorder: Recorder, { pools, now }: Run): BoundedPool[] {
  const bounded = pools.flatMap(({ engines, bounds }) => {
    if (bounds === undefined) return [];
    const demand = new Demand();
    for (const engine of engines) demand.addAll(recorder.engine(engine, now).demand);
    return [{ engines: engines.length, bounds, demand }];
  });
  return bounded.length === pools.length ? bounded : [];
}

/** Requests a second from the first arrival to the last; null where all came at once. */
function rateOfArrivals({ log: { arrival, count } }: Recorder): number | null {
  const span = count > 1 ? arrival[count - 1]! - arrival[0]! : 0;
  return span > 0 ? (count - 1) / span : null;
}

function figuresOf(recorder: Recorder, run: Run): Figures {
  const { outputTokens, judged } = recorder;
  const outcome = outcomeFigures(recorder);
  const cut = outcome.unfinished > 0 || run.status !== "finished";
  const duration = durationOf(recorder, cut ? run.now : recorder.lastEnd);
  const usage = usageOf(recorder, run);
  const latencies = latencyFigures(distributionsOf(recorder));
  const { load = "open" } = run;
  const stability = stabilityOf(recorder.log, load === "closed");
  const { row, none } = steadyStart([recorder.log], {
    growing: stability.growing,
    varying: load === "varying",
  });
  const costs = costsOf(run, duration);
  const groups = groupFigures(recorder.groups, { duration, slo: recorder.slo });
  return {
    status: run.status,
    duration,
    ...outcome,
    cut_short: recorder.cutShort,
    ...throughputFigures(recorder, duration),
    output_throughput_per_gpu: perSecond(outputTokens / usage.cluster.gpus, duration),
    max_output_tokens_per_s: outcome.completed > 0 ? recorder.busiest.mostTokens : null,
    max_concurrent_requests: recorder.busiest.mostRequests,
    ...latencies.figures,
    few_samples: latencies.few,
    stability,
    steady: row === undefined ? null : steadyFigures(recorder, row, judged > 0),
    slo: recorder.slo ? sloFigures(recorder.slo, goodUnderCommon(recorder)) : null,
    ...ledgerFigures(recorder),
    ...groups,
    ...usage,
    ...costs,
    cost_per_million_output_tokens:
      costs.cost !== null && outputTokens > 0 ? (1e6 * costs.cost) / outputTokens : null,
    digest: run.digest,
    notes: notesOn({
      remarks: [],
      ...run,
      ...outcome,
      cutShort: recorder.cutShort,
      unsteady: none,
    }),
  };
}

function steadyFigures({ log, gapMarks }: Recorder, row: number, hasSlo: boolean): SteadyFigures {
  const part = partOf(log, settledFrom(log, row), hasSlo);
  const gaps = gapMarks.between(part);
  return { ...part, ...gaps.figures, few_samples: [...part.few_samples, ...gaps.few] };
}

/** In the order of `metrics`, which is that of the figures. */
function distributionsOf({ log, itl }: Recorder): Record<Metric, Distribution> {
  const { ttft, tpot, e2el } = log.latencies();
  return { ttft, tpot, itl, e2el };
}

/** Completed requests (a count) that met the scenario's objectives, where no class has its own. */
function goodUnderCommon({ good, groups }: Recorder): number {
  const own = groups?.classes.filter((_, index) => groups.named.classes[index]!.slo !== undefined);
  return (own ?? []).reduce((left, tally) => left - tally.good, good);
}

const durationOf = ({ firstArrival }: Recorder, end: Seconds): Seconds =>
  firstArrival === Number.POSITIVE_INFINITY ? 0 : end - firstArrival;

/** Cost of all GPUs for the duration of the run. */
function costsOf({ pools }: Run, duration: Seconds) {
  let gpus = 0;
  let perHour = 0;
  for (const { engines, gpusPerEngine, pricePerHour = Number.NaN } of pools) {
    gpus += engines.length * gpusPerEngine;
    perHour += engines.length * gpusPerEngine * pricePerHour;
  }
  const hours = duration / 3600;
  return { gpu_hours: gpus * hours, cost: Number.isNaN(perHour) ? null : perHour * hours };
}

function usageOf(recorder: Recorder, { pools, now }: Run) {
  const byPool = pools.map(({ engines, gpusPerEngine: gpus }) =>
    engines.map((engine) =>
      engineUsage(engine, { record: recorder.engine(engine, now), gpus, now }),
    ),
  );
  const engines: Usage[] = byPool.flat();
  return {
    cluster: sumUsage("cluster", engines),
    pools: byPool.map((usages, index) => sumUsage(pools[index]!.name, usages)),
    engines,
  };
}
