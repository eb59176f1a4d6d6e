/** Replications in a table: each figure with its 95 % interval. */
import { formatCount, type Interval, type Replications } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph } from "../text/paragraph.ts";
import { inColumns } from "../text/table.ts";
import { requestMetrics } from "./metric-names.ts";

/** Of the label and the figure; its interval follows. */
const WIDTHS = [40, 14];

/** A figure in words; `up` where it must not be rounded down. */
type Print = (value: number, up?: boolean) => string;

/** The lines of the table and what must be known of it. */
export function replicationsBlock(replications: Replications, paint: Paint): string[] {
  const { intervals, notes } = replications;
  const row = (label: string, interval: Interval | null, print: Print = decimals) =>
    interval === null ? [] : [line(label, print(interval.mean), bounds(interval, print))];
  const rows = [
    ...row("Request throughput (req/s)", intervals.request_throughput),
    ...row("Request goodput (req/s)", intervals.request_goodput),
    ...row("Output token throughput (tok/s)", intervals.output_throughput),
    ...row("Share inside the SLO", intervals.share, percent),
    ...requestMetrics.flatMap(([metric, name]) => [
      ...row(`Mean ${name} (ms)`, intervals[`mean_${metric}_ms`]),
      ...row(`Median ${name} (ms)`, intervals[`median_${metric}_ms`]),
      ...row(`P99 ${name} (ms)`, intervals[`p99_${metric}_ms`]),
    ]),
  ];
  const table = rows.length > 0 ? [paint.bold(line(titleOf(replications), "", HEAD)), ...rows] : [];
  return [...table, ...notes.flatMap((note) => paragraph(`Note: ${note}`)).map(paint.dim)];
}

const HEAD = "95 % interval";

const titleOf = ({ n, part, left_out }: Replications): string =>
  part === "whole"
    ? `${n} whole runs`
    : `${n} runs without their first ${formatCount(left_out)} requests`;

const line = (label: string, figure: string, interval: string): string =>
  `${inColumns(WIDTHS, [label, figure])}  ${interval}`.trimEnd();

/** Rounded outwards as a bound, and down otherwise: 100 % is said of all and of nothing less. */
const percent: Print = (share, up) =>
  `${((up ? Math.ceil : Math.floor)(share * 10_000) / 100).toFixed(2)} %`;

const decimals: Print = (value) => value.toFixed(2);

/** A side on which the runs do not bound the figure is left open. */
function bounds({ low, high }: Interval, print: Print): string {
  if (low === null || high === null) {
    if (low !== null) return `${print(low)} or more`;
    return high === null ? "unknown" : `${print(high, true)} or less`;
  }
  return `${print(low)} … ${print(high, true)}`;
}
