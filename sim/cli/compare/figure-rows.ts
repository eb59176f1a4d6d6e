/** The figures of a comparison as people read them. */
import {
  boundsInHundredths,
  type ComparedFigure,
  type Comparison,
  type FigureChange,
  signedHundredths,
} from "../../index.ts";
import type { Paint } from "../text/paint.ts";

export interface FigureRow {
  key: ComparedFigure;
  label: string;
  /** Of a column; undefined where it stands in none. */
  short: string | undefined;
  write(value: number): string;
}

const decimals = (value: number): string => value.toFixed(value < 10_000 ? 2 : 0);
// Rounded down, so that 100 % is said of all and of nothing less.
const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
const dollars = (value: number): string => `$${value.toFixed(value < 1 ? 4 : 2)}`;

const rows: readonly FigureRow[] = [
  { key: "share", label: "Share inside the SLO", short: "inside SLO", write: percent },
  { key: "request_goodput", label: "Goodput (req/s)", short: "good req/s", write: decimals },
  { key: "request_throughput", label: "Requests (req/s)", short: undefined, write: decimals },
  { key: "output_throughput", label: "Output (tok/s)", short: "output tok/s", write: decimals },
  {
    key: "output_throughput_per_gpu",
    label: "Output per GPU (tok/s)",
    short: undefined,
    write: decimals,
  },
  ...latencyRows("ttft", "TTFT", ["mean", "p99"]),
  ...latencyRows("tpot", "TPOT", ["mean", "p99"]),
  ...latencyRows("itl", "ITL", ["p99"]),
  ...latencyRows("e2el", "E2E", ["mean", "p99"]),
  { key: "gpu_hours", label: "GPU-hours", short: undefined, write: (hours) => hours.toFixed(4) },
  { key: "cost", label: "Cost", short: "cost", write: dollars },
  {
    key: "cost_per_million_output_tokens",
    label: "Cost per M output tokens",
    short: "$/M output",
    write: dollars,
  },
];

/** @param inColumns the statistics that stand in a column, too */
function latencyRows(
  metric: "ttft" | "tpot" | "itl" | "e2el",
  name: string,
  inColumns: readonly string[],
): FigureRow[] {
  return (["mean", "median", "p99"] as const).map((statistic) => ({
    key: `${statistic}_${metric}_ms`,
    label: `${statistic[0]!.toUpperCase()}${statistic.slice(1)} ${name} (ms)`,
    short: inColumns.includes(statistic) ? `${statistic} ${name} ms` : undefined,
    write: decimals,
  }));
}

/** Those that any contender has. */
export const rowsOf = ({ contenders }: Comparison): FigureRow[] =>
  rows.filter(({ key }) => contenders.some(({ figures }) => figures[key] !== null));

export const written = ({ write }: FigureRow, value: number | null): string =>
  value === null ? "-" : write(value);

/** "−4.8 %", "−9.2 pt" of a share; "·" where nothing changes at all, "-" where nothing is known. */
export function changeText(change: FigureChange | null, isShare = false): string {
  if (change === null) return "-";
  if (isNothing(change)) return "·";
  if (isShare) return `${signedHundredths(change.mean)} pt`;
  return change.relative === null ? "-" : `${signedHundredths(change.relative.mean)} %`;
}

/** "−5.3 … −4.7", in the same unit. */
export function boundsText(change: FigureChange | null, isShare = false): string {
  if (change === null) return "-";
  if (isNothing(change)) return "·";
  const interval = isShare ? change : change.relative;
  return interval === null ? "-" : boundsInHundredths(interval);
}

const isNothing = ({ mean, low, high }: FigureChange): boolean =>
  mean === 0 && low === 0 && high === 0;

/** Green for the better, red for the worse, dim where the interval does not tell. */
export function paintOf(change: FigureChange | null, paint: Paint): (text: string) => string {
  if (change === null || change.better === null) return paint.dim;
  return change.better ? paint.green : paint.red;
}
