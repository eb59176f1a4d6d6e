/**
 * Which causes make the difference: the parts of the mean end-to-end latency of the first
 * contender, and by how much each is more or less in the others. What is printed adds up.
 */
import type { Comparison, Difference, Part } from "../../index.ts";
import { parts } from "../../index.ts";
import { partNames } from "../report/where-time-went.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";

const LABEL = 37;
const CELL = 14;
const WIDTHS = [LABEL, CELL];
/** Contenders beside the first in one table. */
const COLUMNS = 2;
/** Parts that a contender brings to the table, and the share of all changes that each must be. */
const MOST_EACH = 4;
const SMALLEST = 0.03;

/** A column of hundredths of a millisecond by part, and their sum. */
interface Column {
  title: string;
  whole: number;
  of: Record<Part, number>;
  write(hundredths: number): string;
}

/** A table for every few contenders; none where no two can be compared so. */
export function causesTables({ contenders, differences }: Comparison, paint: Paint): string[][] {
  const told = differences.filter(({ causes }) => causes !== null);
  const tables: string[][] = [];
  for (let from = 0; from < told.length; from += COLUMNS) {
    const some = told.slice(from, from + COLUMNS);
    const shown = largest(some);
    const [first] = contenders;
    const columns: Column[] = [
      column(first!.name, first!.parts_ms!, (value) => value.toFixed(2)),
      ...some.map(({ name, causes }) =>
        column(
          name,
          byPart((part) => causes!.parts[part].mean),
          signed,
        ),
      ),
    ];
    const line = (label: string, of: (each: Column) => number): string =>
      inColumns(WIDTHS, [label, ...columns.map((each) => each.write(of(each) / 100))]);
    const rest = (each: Column) => each.whole - shown.reduce((sum, part) => sum + each.of[part], 0);
    tables.push([
      paint.bold(inColumns(WIDTHS, ["Where the difference comes from (ms)", ...titles(columns)])),
      ...shown.map((part) => line(partNames[part], (each) => each.of[part])),
      line("all else", rest),
      line("mean E2E", (each) => each.whole),
    ]);
  }
  return tables;
}

const titles = (columns: readonly Column[]): string[] =>
  columns.map(({ title }) => fitted(title, CELL).trimEnd());

function column(title: string, ms: Readonly<Record<Part, number>>, write: Column["write"]): Column {
  const whole = parts.reduce((sum, part) => sum + ms[part], 0);
  return { title, whole: hundredths(whole), of: byPart((part) => hundredths(ms[part])), write };
}

const hundredths = (ms: number): number => Math.round(100 * ms);

const byPart = (of: (part: Part) => number) =>
  Object.fromEntries(parts.map((part) => [part, of(part)])) as Record<Part, number>;

const signed = (ms: number): string =>
  ms === 0 ? "·" : `${ms < 0 ? "−" : "+"}${Math.abs(ms).toFixed(2)}`;

/** The parts that change most in each, in the order of a request's life. */
function largest(differences: readonly Difference[]): Part[] {
  const shown = new Set(
    differences.flatMap(({ causes }) => {
      const change = (part: Part) => Math.abs(causes!.parts[part].mean);
      const all = parts.reduce((sum, part) => sum + change(part), 0);
      const sorted = [...parts].sort((a, b) => change(b) - change(a));
      return sorted.slice(0, MOST_EACH).filter((part) => change(part) > SMALLEST * all);
    }),
  );
  return parts.filter((part) => shown.has(part));
}
