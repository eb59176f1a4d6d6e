/**
 * Summarizes a run: from what the recorder has counted to the figures of the summary.
 *
 * It changes nothing, so a run can be summarized while it goes on.
 */
import { FIRST_TOKEN_PARTS, parts } from "../engine/ledger.ts";
import type { EngineView } from "../engine/view.ts";
import type { Slo } from "../scenario/schema.ts";
import type { Seconds } from "../units.ts";
import { latencyFigures } from "./latency-figures.ts";
import { notesOn } from "./notes.ts";
import type { Recorder } from "./recorder.ts";
import { stabilityOf } from "./stability.ts";
import { partOf, steadiness } from "./steady.ts";
import type {
  DecodePart,
  Figures,
  FirstTokenPart,
  RunStatus,
  SloFigures,
  Summary,
  Usage,
} from "./summary.ts";
import { engineUsage, sumUsage, table } from "./usage.ts";
import { judge } from "./verdict.ts";

/**
 * How requests come: at a steady rate, as far as anybody knows; at one that changes with time; or
 * only when others have ended, so that no queue can grow.
 */
export type Load = "open" | "varying" | "closed";

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
  const latencies = latencyFigures(distributionsOf(recorder));
  const { load = "open" } = run;
  const stability = stabilityOf(recorder.log, load === "closed");
  const { rows, none } = steadiness(recorder.log, {
    growing: stability.growing,
    varying: load === "varying",
  });
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
    ...latencies.figures,
    few_samples: latencies.few,
    stability,
    steady: rows ? partOf(recorder.log, rows, recorder.slo !== undefined) : null,
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
      unsteady: none,
    }),
  };
}

const distributionsOf = ({ log, itl }: Recorder) => ({
  ttft: log.latency("ttft"),
  tpot: log.latency("tpot"),
  itl,
  e2el: log.latency("e2el"),
});

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
