/** The figures that replications give intervals of, and how each is come by. */

import type { LatencyFigures, RunStatus } from "../../observe/figures.ts";
import {
  type RequestLog,
  type RequestMetric,
  type Rows,
  requestMetrics,
} from "../../observe/request-log.ts";
import { type Interval, meanInterval, quantileInterval, shareInterval } from "./interval.ts";

const rates = ["request_throughput", "request_goodput", "output_throughput"] as const;
const quantiles = { median: 0.5, p99: 0.99 } as const;
type Quantile = keyof typeof quantiles;

type Rate = (typeof rates)[number];
export type ReplicatedFigure = Rate | "share" | `${"mean" | Quantile}_${RequestMetric}_ms`;

const latencyKeys = requestMetrics.flatMap(
  (metric) => [`mean_${metric}_ms`, `median_${metric}_ms`, `p99_${metric}_ms`] as const,
);

/** In the order in which they are told. */
export const replicatedFigures: readonly ReplicatedFigure[] = [...rates, "share", ...latencyKeys];

export type Intervals = Record<ReplicatedFigure, Interval | null>;

/** What is known of a run, or of its steady part. */
type KnownFigures = LatencyFigures<RequestMetric> & Record<Rate | "share", number | null>;

export interface FiguresOfRun extends Record<ReplicatedFigure, number | null> {
  seed: number;
  status: RunStatus;
  digest: string;
  /** Whether its objectives were met; null where none are stated. */
  met: boolean | null;
}

export const figuresOf = (figures: KnownFigures): Record<ReplicatedFigure, number | null> =>
  Object.fromEntries(replicatedFigures.map((key) => [key, figures[key]])) as Record<
    ReplicatedFigure,
    number | null
  >;

export interface PartOfRun {
  log: RequestLog;
  rows: Rows;
  figures: KnownFigures;
}

/** @param independent requests that each run is worth; undefined where none has objectives */
export function intervalsOf(
  parts: readonly PartOfRun[],
  independent: number | undefined,
): Intervals {
  const ofMean = (key: ReplicatedFigure) =>
    meanInterval(parts.flatMap(({ figures }) => figures[key] ?? []));
  const intervals: [ReplicatedFigure, Interval | undefined][] = [
    ...rates.map((rate) => [rate, ofMean(rate)] as [Rate, Interval | undefined]),
    [
      "share",
      independent === undefined ? undefined : shareInterval(parts.map(tallyOf), independent),
    ],
  ];
  for (const metric of requestMetrics) {
    intervals.push([`mean_${metric}_ms`, ofMean(`mean_${metric}_ms`)]);
    const samples = parts.map(({ log, rows }) => log.latency(metric, rows).sorted());
    for (const quantile of ["median", "p99"] as const) {
      const interval = quantileInterval(samples, quantiles[quantile]);
      intervals.push([`${quantile}_${metric}_ms`, interval && inMilliseconds(interval)]);
    }
  }
  return Object.fromEntries(
    intervals.map(([key, interval]) => [key, interval ?? null]),
  ) as Intervals;
}

const tallyOf = ({ log, rows }: PartOfRun) => log.judged(rows);

const inMilliseconds = ({ mean, low, high }: Interval): Interval => ({
  mean: 1000 * mean,
  low: low === null ? null : 1000 * low,
  high: high === null ? null : 1000 * high,
});

/** Milliseconds. */
export type TtftOfRun = Pick<LatencyFigures<"ttft">, "mean_ttft_ms" | "std_ttft_ms">;

/**
 * How many independent requests would tell as much of the mean TTFT as one run does: its requests
 * share the same queue, and what one finds there the next one finds again. Infinity where runs do
 * not differ, or fewer than two are there.
 */
export function independentRequests(runs: readonly TtftOfRun[]): number {
  const known = runs.filter(({ mean_ttft_ms }) => mean_ttft_ms !== null);
  if (known.length < 2) return Number.POSITIVE_INFINITY;
  const average = (of: (run: TtftOfRun) => number) =>
    known.reduce((sum, run) => sum + of(run), 0) / known.length;
  const mean = average((run) => run.mean_ttft_ms!);
  const within = average((run) => run.std_ttft_ms! * run.std_ttft_ms!);
  const between =
    (average((run) => (run.mean_ttft_ms! - mean) * (run.mean_ttft_ms! - mean)) * known.length) /
    (known.length - 1);
  return between > 0 ? (within + between) / between : Number.POSITIVE_INFINITY;
}
