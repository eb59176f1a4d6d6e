/**
 * Latencies in figures: mean, deviation and percentiles of each metric, and which of the
 * percentiles rest on too few samples.
 */
import { fewBeyond } from "./few-samples.ts";
import {
  type LatencyFigures,
  type LatencyKey,
  type Metric,
  type Statistic,
  statistics,
} from "./figures.ts";

/** What statistics are asked of: samples or a histogram, in seconds. */
export interface Distribution {
  count: number;
  mean: number;
  std: number;
  quantile(share: number): number;
}

/** Shares below which percentiles lie. */
const shares = { median: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, "p99.9": 0.999 } as const;

const isPercentile = (statistic: Statistic): statistic is keyof typeof shares =>
  statistic in shares;

/** @returns the figures, and the keys of those percentiles that too few samples stand behind. */
export function latencyFigures<M extends Metric>(of: Readonly<Record<M, Distribution>>) {
  const figures: Record<string, number | null> = {};
  const few: LatencyKey<M>[] = [];
  for (const metric of Object.keys(of) as M[]) {
    const distribution = of[metric];
    for (const statistic of statistics) {
      const key: LatencyKey<M> = `${statistic}_${metric}_ms`;
      const some = distribution.count > 0;
      figures[key] = some ? 1000 * figure(distribution, statistic) : null;
      if (some && isPercentile(statistic) && fewBeyond(shares[statistic], distribution.count))
        few.push(key);
    }
  }
  return { figures: figures as LatencyFigures<M>, few };
}

function figure(of: Distribution, statistic: Statistic): number {
  return isPercentile(statistic) ? of.quantile(shares[statistic]) : of[statistic];
}
