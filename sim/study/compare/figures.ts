/** The figures by which runs are compared, which way each is better, and how it is come by. */
import type { LatencyKey } from "../../observe/figures.ts";
import type { RequestMetric } from "../../observe/request-log.ts";
import type { Summary } from "../../observe/summary.ts";

const rates = [
  "request_goodput",
  "request_throughput",
  "output_throughput",
  "output_throughput_per_gpu",
] as const;
const costs = ["gpu_hours", "cost", "cost_per_million_output_tokens"] as const;
const statistics = ["mean", "median", "p99"] as const;
const latencies = (["ttft", "tpot", "itl", "e2el"] as const).flatMap((metric) =>
  statistics.map((statistic) => `${statistic}_${metric}_ms` as const),
);

type Latency = (typeof latencies)[number] & LatencyKey;
export type ComparedFigure = "share" | (typeof rates)[number] | Latency | (typeof costs)[number];
/** Null where it is not known. */
export type FiguresCompared = Record<ComparedFigure, number | null>;

/** In the order in which they are told. */
export const comparedFigures: readonly ComparedFigure[] = [
  "share",
  ...rates,
  ...latencies,
  ...costs,
];

/** Of queues that grow no latency can be foretold. */
export const isLatency = (figure: ComparedFigure): figure is Latency => figure.endsWith("_ms");

/** Latencies and costs are better low; what is served, and the share in time, are better high. */
export const isBetterLow = (figure: ComparedFigure): boolean =>
  isLatency(figure) || costs.some((cost) => cost === figure);

export const figuresOf = (summary: Summary): FiguresCompared =>
  Object.fromEntries(
    comparedFigures.map((key) => [key, key === "share" ? summary.verdict.share : summary[key]]),
  ) as FiguresCompared;

const shares = { median: 0.5, p99: 0.99 } as const;

/**
 * Of a percentile of requests, which it is: all runs together know it better than each by itself.
 * Gaps between tokens are so many that a run knows theirs, and they are not kept.
 */
export function percentileOf(
  figure: ComparedFigure,
): { metric: RequestMetric; share: number } | undefined {
  const [, statistic, metric] = /^(median|p99)_(ttft|tpot|e2el)_ms$/.exec(figure) ?? [];
  if (statistic === undefined) return undefined;
  return { metric: metric as RequestMetric, share: shares[statistic as keyof typeof shares] };
}
