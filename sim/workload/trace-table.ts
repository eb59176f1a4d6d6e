/**
 * The rows of a trace as written: text to cells, whatever the dialect.
 *
 * The dialect is the one asked for, or the one that the header has most columns of; a text that
 * begins with a bracket is JSON lines. More columns than needed do no harm, and their order is
 * free. Rows are visited one by one, so that a million of them cost no more than their numbers.
 */
import { csvRows } from "./csv-rows.ts";
import type { Columns, Dialect } from "./dialects.ts";
import { jsonRows } from "./json-rows.ts";
import type { TraceFormat } from "./spec.ts";
import type { TraceProblems } from "./trace-problem.ts";

/** The cells as written; one that the row lacks is `undefined`. The next row takes its place. */
export interface Row extends Record<keyof Columns, unknown> {
  line: number;
}

/** Told of each row, with the dialect that it is written in. */
export type Visit = (row: Row, dialect: Dialect) => void;

/** The columns that a reader needs: lengths alone may come without arrivals. */
export type Needed = readonly (keyof Columns)[];

/** What to look for in a text. */
export interface Wanted {
  needed: Needed;
  format?: TraceFormat | undefined;
}

/** Visits each row. @returns what the text holds beside them, in words that follow its name. */
export function eachRow(
  text: string,
  { needed, format }: Wanted,
  problems: TraceProblems,
  visit: Visit,
): string[] {
  const isJson = (format ?? (/^\s*[[{]/.test(text) ? "mooncake" : "csv")) === "mooncake";
  let rows = 0;
  const count: Visit = (row, dialect) => {
    rows += 1;
    visit(row, dialect);
  };
  const remarks = isJson
    ? jsonRows(text, problems, count)
    : csvRows(text, { needed, format }, problems, count);
  if (rows > 0) return remarks;
  problems.throwIfAny();
  return problems.fail({ line: 1, column: "", value: text.slice(0, 40), problem: "has no rows" });
}
