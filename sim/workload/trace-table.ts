/**
 * The rows of a trace as written: text to cells, whatever the dialect.
 *
 * The dialect is the one asked for, or the first whose columns the header has; a text that begins
 * with a bracket is JSON lines. More columns than needed do no harm, and their order is free.
 */
import Papa from "papaparse";
import { type Columns, type CsvFormat, csvDialects, type Dialect, mooncake } from "./dialects.ts";
import type { TraceFormat } from "./spec.ts";
import type { TraceProblems } from "./trace-problem.ts";

/** The cells as written; one that the row lacks is `undefined`. */
export interface Row extends Record<keyof Columns, unknown> {
  line: number;
}

export interface Table {
  dialect: Dialect;
  rows: readonly Row[];
  /** Names of the columns that mean nothing here. */
  unused: readonly string[];
}

/** The columns that a reader needs: lengths alone may come without arrivals. */
export type Needed = readonly (keyof Columns)[];

/** What to look for in a text. */
export interface Wanted {
  needed: Needed;
  format?: TraceFormat | undefined;
}

export function tableOf(text: string, { needed, format }: Wanted, problems: TraceProblems): Table {
  const table =
    (format ?? (/^\s*[[{]/.test(text) ? "mooncake" : "csv")) === "mooncake"
      ? jsonTable(text, problems)
      : csvTable(text, { needed, format }, problems);
  if (table.rows.length > 0) return table;
  problems.throwIfAny();
  return problems.fail({ line: 0, column: "", value: text.slice(0, 40), problem: "has no rows" });
}

function csvTable(text: string, { needed, format }: Wanted, problems: TraceProblems): Table {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", newline: "\n" });
  for (const { row = 0, message } of errors) {
    const value = data[row]?.join(",") ?? "";
    problems.add({ line: row + 1, column: "", value, problem: `is no CSV: ${message}` });
  }
  const header = (data[0] ?? []).map((name) => name.trim());
  const dialect = csvDialects[(format as CsvFormat | undefined) ?? formatOf(header, needed)];
  const missing = needed.map((name) => dialect.columns[name]).filter((c) => !header.includes(c));
  if (missing.length > 0) {
    const problem = `has no column ${missing.join(", ")}; known are ${choices(needed)}`;
    problems.fail({ line: 1, column: "", value: header.join(","), problem });
  }
  const known: string[] = Object.values(dialect.columns);
  return {
    dialect,
    rows: csvRows(data, { header, dialect }, problems),
    unused: header.filter((name) => name !== "" && !known.includes(name)),
  };
}

/** The dialect whose columns these are, or else plain CSV, whose columns are then missed. */
const formatOf = (header: readonly string[], needed: Needed): CsvFormat =>
  (Object.keys(csvDialects) as CsvFormat[]).find((format) =>
    needed.every((name) => header.includes(csvDialects[format].columns[name])),
  ) ?? "plain";

/** `plain (arrival_s,prompt_tokens,output_tokens), azure (…), …`. */
const choices = (needed: Needed): string =>
  Object.entries(csvDialects)
    .map(([format, { columns }]) => `${format} (${needed.map((name) => columns[name]).join(",")})`)
    .join(", ");

function csvRows(
  data: readonly string[][],
  { header, dialect }: { header: readonly string[]; dialect: Dialect },
  problems: TraceProblems,
): Row[] {
  const place = new Map(header.map((name, index) => [name, index]));
  const rows: Row[] = [];
  for (let index = 1; index < data.length; index++) {
    const cells = data[index]!;
    const line = index + 1;
    if (isBlank(cells)) continue;
    if (cells.length === header.length) {
      rows.push(rowOf(line, dialect, (name) => cells[place.get(name) ?? -1]));
      continue;
    }
    const problem = `has ${cells.length} columns where the header has ${header.length}`;
    problems.add({ line, column: "", value: cells.join(","), problem });
  }
  return rows;
}

/** The row of a line, given what stands under each name. */
const rowOf = (line: number, { columns }: Dialect, cell: (name: string) => unknown): Row => ({
  line,
  arrival: cell(columns.arrival),
  prompt: cell(columns.prompt),
  output: cell(columns.output),
  priority: cell(columns.priority),
});

const isBlank = (cells: readonly string[]): boolean =>
  cells.length === 1 && cells[0]!.trim() === "";

function jsonTable(text: string, problems: TraceProblems): Table {
  const rows: Row[] = [];
  text.split("\n").forEach((written, index) => {
    if (written.trim() === "") return;
    const line = index + 1;
    const row = jsonRow(written, line);
    if (row) rows.push(row);
    else problems.add({ line, column: "", value: written.slice(0, 40), problem: "is no JSON row" });
  });
  return { dialect: mooncake, rows, unused: [] };
}

function jsonRow(written: string, line: number): Row | undefined {
  const value = parsed(written);
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) {
    const [arrival, prompt, output] = value;
    return { line, arrival, prompt, output, priority: undefined };
  }
  return rowOf(line, mooncake, (name) => (value as Record<string, unknown>)[name]);
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
