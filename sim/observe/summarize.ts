/**
 * Summarizes a run: from what the recorder has counted to the figures of the summary.
 *
 * It changes nothing, so a run can be summarized while it goes on.
 */
import { FIRST_TOKEN_PARTS, parts } from "../engine/ledger.ts";
import type { EngineView } from "../engine/view.ts";
import type { Slo } from "../scenario/schema.ts";
import type { Seconds } from "../units.ts";
import { notesOn } from "./notes.ts";
import type { Recorder } from "./recorder.ts";
import {
  type DecodePart,
  type Figures,
  type FirstTokenPart,
  type LatencyFigures,
  type Metric,
  metrics,
  type RunStatus,
  type SloFigures,
  type Statistic,
  type Summary,
  statistics,
  type Usage,
} from "./summary.ts";
import { engineUsage, sumUsage, table } from "./usage.ts";
import { judge } from "./verdict.ts";

/** What the recorder cannot see by itself. */
export interface Run {
  status: RunStatus;
  now: Seconds;
  digest: string;
  pools: readonly PoolOfRun[];
  /** Sentences for the notes, of what the run was made from. */
  remarks?: readonly string[];
}

export interface PoolOfRun {
  name: string;
  engines: readonly EngineView[];
  gpusPerEngine: number;
  /** US dollars for one GPU for an hour, where it is known. */
  pricePerHour?: number;
}

export function summarize(recorder: Recorder, run: Run): Summary {
  const figures = figuresOf(recorder, run);
  return { verdict: judge(figures), ...figures };
}

function figuresOf(recorder: Recorder, run: Run): Figures {
  const { completed, inputTokens, outputTokens, refused, good } = recorder;
  const failed = refused.prompt_too_long + refused.kv_too_small;
  const unfinished = recorder.submitted - completed;
  const cut = unfinished > 0 || run.status !== "finished";
  const duration = durationOf(recorder, cut ? run.now : recorder.lastEnd);
  const perSecond = (count: number) => (duration > 0 ? count / duration : null);
  const usage = usageOf(recorder, run);
  const costs = costsOf(run, duration);
  return {
    status: run.status,
    duration,
    completed,
    failed,
    unfinished,
    refused: { ...refused },
    cut_short: recorder.cutShort,
    total_input_tokens: inputTokens,
    total_output_tokens: outputTokens,
    request_throughput: perSecond(completed),
    request_goodput: recorder.slo ? perSecond(good) : null,
    output_throughput: perSecond(outputTokens),
    total_token_throughput: perSecond(inputTokens + outputTokens),
    output_throughput_per_gpu: perSecond(outputTokens / usage.cluster.gpus),
    max_output_tokens_per_s: completed > 0 ? recorder.busiest.mostTokens : null,
    max_concurrent_requests: recorder.busiest.mostRequests,
    ...latencyFigures(recorder),
    slo: recorder.slo ? sloFigures(recorder.slo, good) : null,
    ...ledgerFigures(recorder),
    ...usage,
    ...costs,
    cost_per_million_output_tokens:
      costs.cost !== null && outputTokens > 0 ? (1e6 * costs.cost) / outputTokens : null,
    digest: run.digest,
    notes: notesOn({
      remarks: [],
      ...run,
      completed,
      failed,
      unfinished,
      refused,
      cutShort: recorder.cutShort,
    }),
  };
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

/** What statistics are asked of: samples or a histogram. */
interface Distribution {
  count: number;
  mean: number;
  std: number;
  quantile(share: number): number;
}

const compute: { readonly [S in Statistic]: (of: Distribution) => number } = {
  mean: (of) => of.mean,
  std: (of) => of.std,
  median: (of) => of.quantile(0.5),
  p90: (of) => of.quantile(0.9),
  p95: (of) => of.quantile(0.95),
  p99: (of) => of.quantile(0.99),
  "p99.9": (of) => of.quantile(0.999),
};

function latencyFigures(recorder: Recorder): LatencyFigures {
  const entries = metrics.flatMap((metric: Metric) =>
    statistics.map((statistic) => {
      const of: Distribution = recorder[metric];
      return [`${statistic}_${metric}_ms`, of.count > 0 ? 1000 * compute[statistic](of) : null];
    }),
  );
  return Object.fromEntries(entries) as LatencyFigures;
}

function ledgerFigures({ completed, ledger }: Recorder) {
  if (completed === 0) return { ttft_parts_ms: null, decode_parts_ms: null };
  const mean = (from: number) => (_: string, index: number) =>
    (1000 * ledger[from + index]!) / completed;
  const toFirst = parts.slice(0, FIRST_TOKEN_PARTS) as FirstTokenPart[];
  const after = parts.slice(FIRST_TOKEN_PARTS) as DecodePart[];
  return {
    ttft_parts_ms: table(toFirst, mean(0)),
    decode_parts_ms: table(after, mean(FIRST_TOKEN_PARTS)),
  };
}

function sloFigures({ ttft, tpot, itl, e2el, share }: Slo, good: number): SloFigures {
  const inMs = (seconds: Seconds | undefined) => (seconds === undefined ? null : 1000 * seconds);
  return {
    ttft_ms: inMs(ttft),
    tpot_ms: inMs(tpot),
    itl_ms: inMs(itl),
    e2el_ms: inMs(e2el),
    share,
    good,
  };
}
