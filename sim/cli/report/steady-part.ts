/**
 * The steady part beside the whole run: what the start and the end of the run make of its figures.
 * Latencies are means with their 99th percentiles.
 */
import { formatCount, formatSeconds, type SteadyPart, type Summary } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { inColumns } from "../text/table.ts";
import { marked } from "./few-samples.ts";
import { requestMetrics } from "./metric-names.ts";

/** Of the label, the rate, and each latency. */
const WIDTHS = [24, 8, 16];

/** The lines of the table; none where there is no steady part. */
export function steadyPart(summary: Summary, paint: Paint): string[] {
  const { steady, completed, failed, unfinished } = summary;
  if (steady === null) return [];
  const line = (label: string, rate: string, figures: readonly string[]) =>
    inColumns(WIDTHS, [label, rate, ...figures]);
  const row = (name: string, requests: number, part: Summary | SteadyPart) =>
    line(
      `${name} (${formatCount(requests)})`,
      short(part.request_throughput),
      requestMetrics.map(([metric]) => meanAndP99(part, metric)),
    );
  return [
    paint.bold(
      line(
        `From ${formatSeconds(steady.from_s)} to ${formatSeconds(steady.to_s)}`,
        "req/s",
        requestMetrics.map(([, name]) => `${name} ms (P99)`),
      ),
    ),
    row("whole run", completed + failed + unfinished, summary),
    row("steady part", steady.requests, steady),
  ];
}

function meanAndP99(
  part: Summary | SteadyPart,
  metric: (typeof requestMetrics)[number][0],
): string {
  const p99 = `p99_${metric}_ms` as const;
  return `${short(part[`mean_${metric}_ms`])} (${marked(short(part[p99]), part, p99)})`;
}

/** Four digits or so: 8.24, 135.6, 1810. */
function short(value: number | null): string {
  if (value === null) return "-";
  return value.toFixed(value < 100 ? 2 : value < 1000 ? 1 : 0);
}
