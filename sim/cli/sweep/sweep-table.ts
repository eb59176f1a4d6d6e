/**
 * The table of a sweep: a row a point, in eighty columns. They hold few figures, those that most
 * decide by; where many settings vary, fewer still.
 */
import { type PointFigure, type SweepResult, type SweptPoint, threeDigits } from "../../index.ts";
import { shortened } from "../../printable.ts";
import type { Paint } from "../text/paint.ts";
import { WIDTH } from "../text/paragraph.ts";
import { table } from "../text/table.ts";

interface FigureColumn {
  /** Lines of its title, the last above the figures. */
  title: readonly string[];
  /** What it is, for the legend. */
  meaning: string;
  cell(point: SweptPoint): string;
}

const figure =
  (key: string, print: (figure: PointFigure) => string) =>
  ({ figures }: SweptPoint): string => {
    const it = figures[key];
    return it ? print(it) : "";
  };

const mean = ({ mean }: PointFigure): string => threeDigits(mean);

/** Rounded down, so that 100 % is said of all and of nothing less. */
const percent = ({ mean }: PointFigure): string => `${Math.floor(mean * 1000) / 10} %`;

/** With what a further run may differ by: the farther side of the interval. */
function within({ mean, low, high }: PointFigure): string {
  if (low === null || high === null) return threeDigits(mean);
  const reach = Math.max(mean - low, high - mean);
  return `${threeDigits(mean)} ± ${Number(reach.toPrecision(2))}`;
}

/** The ones to the right are left out first. */
const columns: readonly FigureColumn[] = [
  {
    title: ["in", "SLO"],
    meaning: "in SLO: share of requests",
    cell: figure("share_inside_slo", percent),
  },
  {
    title: ["output", "tok/s"],
    meaning: "output tok/s: of all GPUs",
    cell: figure("output_throughput", mean),
  },
  {
    title: ["TTFT", "p99 ms"],
    meaning: "p99: of the requests of a run",
    cell: figure("p99_ttft_ms", within),
  },
  { title: ["TPOT", "p99 ms"], meaning: "", cell: figure("p99_tpot_ms", within) },
  {
    title: ["$/M", "tokens"],
    meaning: "$/M: of a million output tokens",
    cell: figure("cost_per_million_output_tokens", mean),
  },
];

export interface SweepTable {
  lines: string[];
  /** What its columns mean, in sentences. */
  legend: string[];
}

export function sweepTable(result: SweepResult, paint: Paint): SweepTable {
  const { points, replications } = result;
  const told = points.filter(({ status }) => status !== "missing");
  const some = columns.filter(({ cell }) => told.some((point) => cell(point) !== ""));
  let count = some.length;
  let lines = rows(result, told, some);
  while (count > 1 && Math.max(...lines.map((line) => [...line].length)) > WIDTH)
    lines = rows(result, told, some.slice(0, --count));
  const head = titlesOf(result, some).reduce((most, { length }) => Math.max(most, length), 0);
  const meanings = some.slice(0, count).flatMap(({ meaning }) => (meaning ? [meaning] : []));
  const more = count < some.length ? "; more figures: --out or --json" : "";
  const spread = replications > 1 ? ` Mean of ${replications} runs, ± its 95 % interval.` : "";
  return {
    lines: lines.map((line, at) => (at < head ? paint.bold(line) : line)),
    legend: meanings.length === 0 ? [] : [`${sentence(meanings)}${more}.${spread}`],
  };
}

const sentence = (meanings: readonly string[]): string => {
  const all = meanings.join("; ");
  return all[0]!.toUpperCase() + all.slice(1);
};

/** The lines of the titles, then a line a point. */
function rows(
  result: SweepResult,
  told: readonly SweptPoint[],
  figures: readonly FigureColumn[],
): string[] {
  const titles = titlesOf(result, figures);
  const height = Math.max(...titles.map(({ length }) => length));
  // Titles stand on the figures below them.
  const line = (at: number) => titles.map((title) => title[at - height + title.length] ?? "");
  const cells = told.map((point) => [
    `${point.point}`,
    ...result.axes.map(({ path }) => shown(point.settings[path])),
    point.status,
    ...figures.map(({ cell }) => cell(point)),
  ]);
  const isNumber = result.axes.map(({ path }) =>
    told.every(({ settings }) => typeof settings[path] === "number" || settings[path] === "inf"),
  );
  const right = [true, ...isNumber, false, ...figures.map(() => true)];
  return table(
    line(0).map((title, at) => ({ title, right: right[at]! })),
    [...Array.from({ length: height - 1 }, (_, at) => line(at + 1)), ...cells],
  );
}

const titlesOf = ({ axes }: SweepResult, figures: readonly FigureColumn[]): readonly string[][] => [
  ["#"],
  ...axes.map(({ name, unit }) => [...broken(name), ...(unit === "s" ? ["s"] : [])]),
  ["status"],
  ...figures.map(({ title }) => [...title]),
];

/** Characters of a line of a title. */
const TITLE = 10;

/** `max_num_batched_tokens` in lines that end with its underscores and dots. */
function broken(name: string): string[] {
  const lines = [""];
  for (const piece of name.match(/[^_.]*[_.]|[^_.]+$/g) ?? [name]) {
    if (`${lines.at(-1)}${piece}`.length <= TITLE || lines.at(-1) === "")
      lines.push(`${lines.pop()}${piece}`);
    else lines.push(piece);
  }
  return lines;
}

/** Of a value that is a text, a list or a mapping, its beginning. */
const LONGEST = 20;

export const shown = (value: unknown): string =>
  shortened(typeof value === "object" ? JSON.stringify(value) : `${value}`, LONGEST);
