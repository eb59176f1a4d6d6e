/**
 * The figures of a sweep: those of a run's summary that points are compared by, under the names
 * that they have there.
 */
import { metrics as latencies } from "../../observe/figures.ts";
import type { Summary } from "../../observe/summary.ts";

export interface Metric {
  key: string;
  title: string;
  /** `1` for a share. */
  unit: string;
}

interface Taken extends Metric {
  of(summary: Summary): number | null;
}

const own = (key: keyof Summary, title: string, unit: string): Taken => ({
  key,
  title,
  unit,
  of: (summary) => summary[key] as number | null,
});

/** Percentiles beyond these rest on few requests in runs as short as those of a sweep. */
const statistics = ["mean", "median", "p90", "p95", "p99"] as const;

const taken: readonly Taken[] = [
  {
    key: "share_inside_slo",
    title: "Share of requests inside their SLO",
    unit: "1",
    of: ({ verdict }) => verdict.share,
  },
  own("request_throughput", "Requests completed", "requests/s"),
  own("request_goodput", "Requests completed inside their SLO", "requests/s"),
  own("output_throughput", "Output tokens", "tokens/s"),
  own("output_throughput_per_gpu", "Output tokens of each GPU", "tokens/s"),
  own("total_token_throughput", "Prompt and output tokens", "tokens/s"),
  {
    key: "output_throughput_per_user",
    title: "Output tokens that a user gets: 1 ÷ mean TPOT",
    unit: "tokens/s",
    of: ({ mean_tpot_ms }) => (mean_tpot_ms === null ? null : 1000 / mean_tpot_ms),
  },
  ...latencies.flatMap((latency) =>
    statistics.map((statistic) => {
      const name = `${statistic} ${latency.toUpperCase()}`;
      return own(`${statistic}_${latency}_ms`, name[0]!.toUpperCase() + name.slice(1), "ms");
    }),
  ),
  {
    key: "utilisation",
    title: "Share of the time in which GPUs computed or moved data",
    unit: "1",
    of: ({ cluster }) => cluster.utilisation,
  },
  {
    key: "preemptions",
    title: "Preemptions",
    unit: "preemptions",
    of: ({ cluster }) => cluster.preemptions,
  },
  own("completed", "Requests completed", "requests"),
  own("failed", "Requests refused", "requests"),
  own("unfinished", "Requests cut off", "requests"),
  own("duration", "First arrival to last completion", "s"),
  { key: "gpus", title: "GPUs", unit: "GPUs", of: ({ cluster }) => cluster.gpus },
  own("gpu_hours", "Time of all GPUs", "GPU hours"),
  own("cost", "Cost of all GPUs", "USD"),
  own("cost_per_million_output_tokens", "Cost of a million output tokens", "USD"),
];

/** In the order in which they are told. */
export const sweepMetrics: readonly Metric[] = taken.map(({ key, title, unit }) => ({
  key,
  title,
  unit,
}));

/** By the key of the metric; null where there is nothing to tell. */
export type Figures<T = number> = Readonly<Record<string, T | null>>;

export const figuresIn = (summary: Summary): Figures =>
  Object.fromEntries(taken.map(({ key, of }) => [key, of(summary)]));

export const noFigures: Figures<never> = Object.fromEntries(taken.map(({ key }) => [key, null]));
