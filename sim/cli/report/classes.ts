/**
 * Classes in a table: what share of requests each has, and how it fared.
 */
import type { ClassFigures, Summary } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";
import { marked } from "./few-samples.ts";

const NAME_WIDTH = 20;
const WIDTHS = [NAME_WIDTH, 9];
/** Classes past these are in the summary alone. */
const MOST_LINES = 20;

/** Heading, and the cell of a class. Latencies are in milliseconds. */
const columns: readonly [string, (of: ClassFigures) => string][] = [
  ["share", ({ share_of_requests }) => percent(share_of_requests, Math.round)],
  // Rounded down, so that 100 % is said of all and of nothing less.
  ["SLO met", ({ share_inside }) => percent(share_inside, Math.floor)],
  ["TTFT p50", milliseconds("median_ttft_ms")],
  ["p99", milliseconds("p99_ttft_ms")],
  ["TPOT p50", milliseconds("median_tpot_ms")],
  ["p99", milliseconds("p99_tpot_ms")],
  ["E2E p50", milliseconds("median_e2el_ms")],
];

/** The lines of the table, the largest classes first where there are too many. */
export function classTable({ classes }: Summary, paint: Paint): string[] {
  if (classes.length === 0) return [];
  const row = (name: string, cells: readonly string[]): string =>
    inColumns(WIDTHS, [fitted(name, NAME_WIDTH), ...cells]);
  const shown = classes.length > MOST_LINES ? largest(classes) : classes;
  const left = classes.length - shown.length;
  return [
    paint.bold(
      row(
        "Class (times in ms)",
        columns.map(([heading]) => heading),
      ),
    ),
    ...shown.map((it) =>
      row(
        it.name,
        columns.map(([, cell]) => cell(it)),
      ),
    ),
    ...(left > 0 ? [paint.dim(`and ${left} more in the summary`)] : []),
  ];
}

const largest = (classes: readonly ClassFigures[]): ClassFigures[] =>
  [...classes].sort((a, b) => b.requests - a.requests).slice(0, MOST_LINES);

const percent = (share: number | null, whole: (of: number) => number): string =>
  share === null ? "-" : `${whole(share * 1000) / 10} %`;

/** A tenth of a millisecond where that is not noise, and a mark on percentiles of few samples. */
function milliseconds(key: ClassFigures["few_samples"][number] & keyof ClassFigures) {
  return (of: ClassFigures): string => {
    const ms = of[key];
    return ms === null ? "-" : marked(ms.toFixed(ms < 100 ? 1 : 0), of, key);
  };
}
