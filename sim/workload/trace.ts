/**
 * Traces: recorded arrivals and lengths, read from text into columns.
 *
 * Every row is checked, since a trace that is slightly off gives results that are. A byte-order
 * mark and CRLF ends are read and remarked upon; whatever else is wrong is refused with its line.
 */
import type { Seconds } from "../units.ts";
import { type Columns, type Dialect, numberIn } from "./dialects.ts";
import type { TraceFormat } from "./spec.ts";
import { TraceProblems } from "./trace-problem.ts";
import { type Row, tableOf } from "./trace-table.ts";

export { TraceError, type TraceProblem } from "./trace-problem.ts";

/** The lengths of requests, a column each. */
export interface LengthColumns {
  readonly prompt: Int32Array;
  readonly output: Int32Array;
}

/** Lengths that were read. */
export interface RecordedLengths extends LengthColumns {
  /** What the text had that is harmless but odd. */
  readonly remarks: readonly string[];
}

/** Requests in the order of arrival, a column each. */
export interface Trace extends RecordedLengths {
  readonly arrival: Float64Array;
  /** Lower is more urgent; 0 where the text has no such column. */
  readonly priority: Int32Array;
}

/** @param file the name by which errors speak of the text */
export function readTrace(text: string, file: string, format?: TraceFormat): Trace {
  const { body, remarks } = normalize(text);
  const problems = new TraceProblems(file, body);
  const needed = ["arrival", "prompt", "output"] as const;
  const { dialect, rows, unused } = tableOf(body, { needed, format }, problems);
  const arrival = new Float64Array(rows.length);
  const priority = new Int32Array(rows.length);
  const lengths = emptyLengths(rows.length);
  const origin = dialect.calendar ? firstInstant(rows, dialect) : 0;
  let before: Seconds = 0;
  rows.forEach((row, index) => {
    const at = dialect.instant(row.arrival) - origin;
    note(problems, { row, dialect, column: "arrival" }, instantProblem(at, before));
    fillLengths(lengths, { row, dialect, index }, problems);
    const urgency = row.priority === undefined ? 0 : numberIn(row.priority);
    note(problems, { row, dialect, column: "priority" }, priorityProblem(urgency));
    arrival[index] = at;
    priority[index] = urgency;
    if (Number.isFinite(at)) before = at;
  });
  problems.throwIfAny();
  return { arrival, ...lengths, priority, remarks: [...remarks, ...unusedRemarks(unused)] };
}

/** The two lengths alone, of a trace or of a file that has no arrivals. */
export function readLengths(text: string, file: string, format?: TraceFormat): RecordedLengths {
  const { body, remarks } = normalize(text);
  const problems = new TraceProblems(file, body);
  const needed = ["prompt", "output"] as const;
  const { dialect, rows, unused } = tableOf(body, { needed, format }, problems);
  const lengths = emptyLengths(rows.length);
  rows.forEach((row, index) => {
    fillLengths(lengths, { row, dialect, index }, problems);
  });
  problems.throwIfAny();
  return { ...lengths, remarks: [...remarks, ...unusedRemarks(unused)] };
}

function normalize(text: string): { body: string; remarks: string[] } {
  const remarks: string[] = [];
  let body = text;
  if (body.startsWith("\uFEFF")) {
    body = body.slice(1);
    remarks.push("begins with a byte-order mark, which was skipped");
  }
  if (body.includes("\r\n")) {
    body = body.replaceAll("\r\n", "\n");
    remarks.push("has CRLF line ends, which were read as LF");
  }
  return { body, remarks };
}

/** A misspelt column is among them, so they are named; a table of ours has dozens. */
function unusedRemarks(unused: readonly string[]): string[] {
  if (unused.length === 0) return [];
  const more = unused.length > 5 ? ` and ${unused.length - 5} more` : "";
  return [`has columns that are not used: ${unused.slice(0, 5).join(", ")}${more}`];
}

const emptyLengths = (count: number): LengthColumns => ({
  prompt: new Int32Array(count),
  output: new Int32Array(count),
});

function fillLengths(
  lengths: LengthColumns,
  { row, dialect, index }: { row: Row; dialect: Dialect; index: number },
  problems: TraceProblems,
): void {
  for (const column of ["prompt", "output"] as const) {
    const tokens = numberIn(row[column]);
    note(problems, { row, dialect, column }, tokensProblem(tokens));
    lengths[column][index] = tokens;
  }
}

/** Of the first row that has one: a single bad row should not spoil all others. */
function firstInstant(rows: readonly Row[], dialect: Dialect): Seconds {
  const row = rows.find(({ arrival }) => Number.isFinite(dialect.instant(arrival)));
  return row === undefined ? 0 : dialect.instant(row.arrival);
}

function instantProblem(at: Seconds, before: Seconds): string | undefined {
  if (!Number.isFinite(at)) return "is not an instant";
  if (at < 0) return "is negative";
  if (at < before) return "is earlier than the row above: sort the rows by arrival";
  return undefined;
}

function tokensProblem(tokens: number): string | undefined {
  if (Number.isNaN(tokens)) return "is not a number";
  if (tokens < 0) return "is negative";
  if (tokens === 0) return "is zero: leave out what failed, a request has at least one token";
  if (!Number.isInteger(tokens)) return "is not a whole number";
  if (tokens > MOST) return `is more than ${MOST}`;
  return undefined;
}

function priorityProblem(priority: number): string | undefined {
  if (!Number.isInteger(priority)) return "is not a whole number";
  return Math.abs(priority) > MOST ? `is beyond ±${MOST}` : undefined;
}

/** What a column of whole numbers holds. */
const MOST = 2 ** 31 - 1;

/** Adds a problem, if there is one, at the place of this cell. */
function note(
  problems: TraceProblems,
  { row, dialect, column }: { row: Row; dialect: Dialect; column: keyof Columns },
  problem: string | undefined,
): void {
  if (problem === undefined) return;
  const cell = row[column];
  const value = typeof cell === "string" ? cell : (JSON.stringify(cell) ?? "");
  problems.add({ line: row.line, column: dialect.columns[column], value, problem });
}
