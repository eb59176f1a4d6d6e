/**
 * Traces: recorded arrivals and lengths, read from text into columns.
 *
 * Every row is checked, since a trace that is slightly off gives results that are. What is harmless
 * but odd is read and remarked upon, a request that failed when it was recorded is left out and
 * counted, and whatever else is wrong is refused with its line.
 */
import { formatCount, type Seconds } from "../units.ts";
import { Column } from "./column.ts";
import { type Columns, type Dialect, numberIn } from "./dialects.ts";
import { type NameColumn, NameColumnReader } from "./name-column.ts";
import type { TraceFormat } from "./spec.ts";
import { TraceProblems } from "./trace-problem.ts";
import { eachRow, type Row } from "./trace-table.ts";

export { TraceError, type TraceProblem } from "./trace-problem.ts";

/** The lengths of requests, a column each. */
export interface LengthColumns {
  readonly prompt: Int32Array;
  readonly output: Int32Array;
}

/** Lengths that were read. */
export interface RecordedLengths extends LengthColumns {
  /** What the text has that is harmless but odd, and what it holds that is not used. */
  readonly remarks: readonly string[];
}

/** Requests in the order of arrival, a column each. */
export interface Trace extends RecordedLengths {
  readonly arrival: Float64Array;
  /** Lower is more urgent; 0 where the text has no such column. */
  readonly priority: Int32Array;
  /** Undefined where the text has no such column. */
  readonly class?: NameColumn | undefined;
  readonly tenant?: NameColumn | undefined;
}

/** Each class keeps figures of its own, each tenant a few counts. */
const MOST_CLASSES = 1000;
const MOST_TENANTS = 100_000;

/** @param file the name by which errors speak of the text */
export function readTrace(text: string, file: string, format?: TraceFormat): Trace {
  const { body, remarks } = normalize(text);
  const problems = new TraceProblems(file, body);
  const arrival = new Column(new Float64Array(ROWS));
  const priority = new Column(new Int32Array(ROWS));
  const classes = new NameColumnReader(MOST_CLASSES);
  const tenants = new NameColumnReader(MOST_TENANTS);
  const lengths = new Lengths(problems);
  let origin: Seconds | undefined;
  let before: Seconds = 0;
  const needed = ["arrival", "prompt", "output"] as const;
  const unused = eachRow(body, { needed, format }, problems, (row, dialect) => {
    const instant = dialect.instant(row.arrival);
    // Of the first row that has one: a single bad row should not spoil all others.
    if (origin === undefined && Number.isFinite(instant)) origin = dialect.calendar ? instant : 0;
    const at = instant - (origin ?? 0);
    note(problems, { row, dialect, column: "arrival" }, instantProblem(at, before, dialect));
    if (Number.isFinite(at)) before = at;
    const urgency = row.priority === undefined ? 0 : numberIn(row.priority);
    note(problems, { row, dialect, column: "priority" }, priorityProblem(urgency));
    note(problems, { row, dialect, column: "class" }, classes.problem(row.class));
    note(problems, { row, dialect, column: "tenant" }, tenants.problem(row.tenant));
    if (!lengths.take(row, dialect)) return;
    arrival.push(at);
    priority.push(urgency);
    classes.push(row.class);
    tenants.push(row.tenant);
  });
  return {
    arrival: arrival.values,
    priority: priority.values,
    class: classes.column,
    tenant: tenants.column,
    ...lengths.finish([...remarks, ...unused]),
  };
}

/** The two lengths alone, of a trace or of a file that has no arrivals. */
export function readLengths(text: string, file: string, format?: TraceFormat): RecordedLengths {
  const { body, remarks } = normalize(text);
  const problems = new TraceProblems(file, body);
  const lengths = new Lengths(problems);
  const needed = ["prompt", "output"] as const;
  const unused = eachRow(body, { needed, format }, problems, (row, dialect) => {
    lengths.take(row, dialect);
  });
  return lengths.finish([...remarks, ...unused]);
}

/** Room for so many rows at first. */
const ROWS = 1024;

/** Makes one kind of line end of all, and no mark before them. */
function normalize(text: string): { body: string; remarks: string[] } {
  const remarks: string[] = [];
  let body = text;
  if (body.startsWith("\uFEFF")) {
    body = body.slice(1);
    remarks.push("begins with a byte-order mark, which was skipped");
  }
  if (body.includes("\r\n")) {
    const mixed = /(^|[^\r])\n/.test(body);
    body = body.replaceAll("\r\n", "\n");
    remarks.push(
      mixed
        ? "has CRLF and LF line ends side by side, which were all read as LF"
        : "has CRLF line ends, which were read as LF",
    );
  } else if (body.includes("\r") && !body.includes("\n")) {
    body = body.replaceAll("\r", "\n");
    remarks.push("has CR line ends, which were read as LF");
  }
  return { body, remarks };
}

/** The lengths of the rows that have both. */
class Lengths {
  readonly #problems: TraceProblems;
  readonly #prompt = new Column(new Int32Array(ROWS));
  readonly #output = new Column(new Int32Array(ROWS));
  /** Rows without a prompt or an output. */
  #failed = 0;

  constructor(problems: TraceProblems) {
    this.#problems = problems;
  }

  /** Keeps the lengths of a row. False where it is the record of a request that failed. */
  take(row: Row, dialect: Dialect): boolean {
    const prompt = numberIn(row.prompt);
    const output = numberIn(row.output);
    note(this.#problems, { row, dialect, column: "prompt" }, tokensProblem(prompt, dialect));
    note(this.#problems, { row, dialect, column: "output" }, tokensProblem(output, dialect));
    if (prompt === 0 || output === 0) {
      this.#failed += 1;
      return false;
    }
    this.#prompt.push(prompt);
    this.#output.push(output);
    return true;
  }

  finish(remarks: readonly string[]): RecordedLengths {
    this.#problems.throwIfAny();
    if (this.#prompt.count === 0) {
      const problem = "has no row that is left: each has a length of 0, as if its request failed";
      this.#problems.fail({ line: 1, column: "", value: "the trace", problem });
    }
    return {
      prompt: this.#prompt.values,
      output: this.#output.values,
      remarks: [...remarks, ...this.#failures()],
    };
  }

  #failures(): string[] {
    if (this.#failed === 0) return [];
    const rows = this.#failed === 1 ? "1 row" : `${formatCount(this.#failed)} rows`;
    return [`has ${rows} with a length of 0, taken for requests that failed and left out`];
  }
}

function instantProblem(at: Seconds, before: Seconds, dialect: Dialect): string | undefined {
  if (!Number.isFinite(at)) return "is not an instant";
  if (at < 0 && !dialect.calendar) return "is negative";
  if (at < before) return "is earlier than the row above: sort the rows by arrival";
  return undefined;
}

function tokensProblem(tokens: number, { failures }: Dialect): string | undefined {
  if (Number.isNaN(tokens)) return "is not a number";
  if (tokens < 0) return "is negative";
  if (tokens > MOST) return `is more than ${MOST}`;
  if (tokens === 0 && !failures)
    return "is zero: leave out what failed, a request has at least one token";
  if (!Number.isInteger(tokens)) return "is not a whole number";
  return undefined;
}

function priorityProblem(priority: number): string | undefined {
  if (Math.abs(priority) > MOST) return `is beyond ±${MOST}`;
  return Number.isInteger(priority) ? undefined : "is not a whole number";
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
  const value = written(row[column]);
  problems.add({ line: row.line, column: dialect.columns[column], value, problem });
}

/** A cell as it is written, or its kind where that could be of any length. */
function written(cell: unknown): string {
  if (cell === undefined) return "";
  if (Array.isArray(cell)) return "[…]";
  return typeof cell === "object" && cell !== null ? "{…}" : String(cell);
}
