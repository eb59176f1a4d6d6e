/**
 * A reading: what one run tells a plan, so that its log need not be kept.
 */
import type { Limit } from "../../observe/limits.ts";
import type { RequestLog, Rows } from "../../observe/request-log.ts";
import type { Outcome } from "../jobs/job.ts";
import type { Tally } from "../replications/interval.ts";
import type { Criterion } from "./criteria.ts";

export interface Reading {
  /** One a criterion. */
  tallies: Tally[];
  /** Share of the time in which GPUs computed or moved data. */
  utilisation: number | null;
  binds: Limit | null;
  /** Requests open in the cluster, as those who joined it found them, on average. */
  inside: number;
  mean_ttft_ms: number | null;
  std_ttft_ms: number | null;
  p99_ttft_ms: number | null;
  p99_tpot_ms: number | null;
  p99_e2el_ms: number | null;
  mean_tpot_ms: number | null;
  /** Output tokens of requests that ended between the first and the last arrival read, a second. */
  output_throughput: number | null;
}

/** Averages over runs. */
export interface TrialFigures {
  p99_ttft_ms: number | null;
  p99_tpot_ms: number | null;
  p99_e2el_ms: number | null;
  mean_tpot_ms: number | null;
  output_throughput: number | null;
  /** Requests (a count) open in the cluster. */
  inside: number;
  utilisation: number | null;
  /** What binds in the first run. */
  binds: Limit | null;
}

/** What some rows of a run tell, whose log came along. */
export function readingOf(
  outcome: Outcome,
  rowsOf: (log: RequestLog) => Rows,
  criteria: readonly Criterion[],
): Reading {
  const { summary } = outcome;
  const log = outcome.log!;
  const rows = rowsOf(log);
  const { ttft, tpot, e2el } = log.latencies(rows);
  const of = (samples: typeof ttft, figure: (samples: typeof ttft) => number): number | null =>
    samples.count === 0 ? null : 1000 * figure(samples);
  return {
    tallies: criteria.map(({ tally }) => tally(log, rows)),
    utilisation: summary.cluster.utilisation,
    binds: summary.verdict.binds,
    inside: meanInside(log, rows),
    mean_ttft_ms: of(ttft, ({ mean }) => mean),
    std_ttft_ms: of(ttft, ({ std }) => std),
    p99_ttft_ms: of(ttft, p99),
    p99_tpot_ms: of(tpot, p99),
    p99_e2el_ms: of(e2el, p99),
    mean_tpot_ms: of(tpot, ({ mean }) => mean),
    output_throughput: outputThroughput(log, rows),
  };
}

const p99 = (samples: { quantile(share: number): number }): number => samples.quantile(0.99);

function meanInside({ inside }: RequestLog, { from, to }: Rows): number {
  let sum = 0;
  for (let row = from; row < to; row++) sum += inside[row]!;
  return to > from ? sum / (to - from) : 0;
}

function outputThroughput(log: RequestLog, { from, to }: Rows): number | null {
  if (to - from < 2) return null;
  const [first, last] = [log.arrival[from]!, log.arrival[to - 1]!];
  return last > first ? log.completedBetween(first, last).tokens / (last - first) : null;
}

/** The mean over the readings that have the figure. */
export function averageOf(
  readings: readonly Reading[],
  key: Exclude<keyof Reading, "tallies" | "binds">,
): number | null {
  const known = readings.flatMap((reading) => reading[key] ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

export function figuresOf(readings: readonly Reading[]): TrialFigures {
  const average = (key: Parameters<typeof averageOf>[1]) => averageOf(readings, key);
  return {
    p99_ttft_ms: average("p99_ttft_ms"),
    p99_tpot_ms: average("p99_tpot_ms"),
    p99_e2el_ms: average("p99_e2el_ms"),
    mean_tpot_ms: average("mean_tpot_ms"),
    output_throughput: average("output_throughput"),
    inside: average("inside")!,
    utilisation: average("utilisation"),
    binds: readings[0]!.binds,
  };
}
