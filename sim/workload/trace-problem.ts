/**
 * What is wrong with a trace, and where.
 */
import { printable, quoted } from "../printable.ts";
import { mooncake } from "./dialects.ts";

export interface TraceProblem {
  /** From 1; 0 where the file as a whole is meant. */
  line: number;
  /** Name of the column; empty where the whole line is meant. */
  column: string;
  /** As written. */
  value: string;
  problem: string;
}

/** Problems past this many are not looked for: the first ones tell the story. */
const ENOUGH = 20;

/** A trace that cannot be replayed, with its problems up to the twentieth. */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly file: string;
  readonly problems: readonly TraceProblem[];

  /** @param text of the file, where the problems are of its rows */
  constructor(file: string, problems: readonly TraceProblem[], text = "") {
    const inOrder = [...problems].sort((a, b) => a.line - b.line);
    const lines = text.split("\n");
    super(inOrder.map((problem) => `${printable(file)}${sentence(problem, lines)}`).join("\n"));
    this.file = file;
    this.problems = inOrder;
  }
}

/** `:17:8  output_tokens: "-3" is negative`. */
function sentence(found: TraceProblem, lines: readonly string[]): string {
  const { line, column, value, problem } = found;
  const place = line === 0 ? "" : `:${line}:${position(found, lines)}`;
  return `${place}  ${column === "" ? "" : `${column}: `}${quoted(value)} ${problem}`;
}

/** Where the cell of a column begins in its line, from 1; 1 where the whole line is meant. */
function position({ line, column }: TraceProblem, lines: readonly string[]): number {
  const written = lines[line - 1] ?? "";
  if (column === "") return 1;
  if (/^\s*\{/.test(written)) return Math.max(0, written.indexOf(`"${column}"`)) + 1;
  const isArray = /^\s*\[/.test(written);
  const names = isArray ? compact : cellsOf(lines[0]!).map((name) => name.trim());
  const before = cellsOf(written).slice(0, Math.max(0, names.indexOf(column)));
  return before.reduce((length, cell) => length + cell.length + 1, 1);
}

/** The first cells of a line of Mooncake's arrays. */
const compact: string[] = [
  mooncake.columns.arrival,
  mooncake.columns.prompt,
  mooncake.columns.output,
];

/** The cells of a line, their quotes included. */
const cellsOf = (line: string): string[] => line.match(/(?:"[^"]*"|[^,"])+|(?<=,|^)(?=,|$)/g) ?? [];

/** Gathers the problems of one file while it is read. */
export class TraceProblems {
  readonly #file: string;
  readonly #text: string;
  readonly #found: TraceProblem[] = [];

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  get none(): boolean {
    return this.#found.length === 0;
  }

  /** Notes a problem, and throws once there are enough. */
  add(problem: TraceProblem): void {
    this.#found.push(problem);
    if (this.#found.length === ENOUGH) this.throwIfAny();
  }

  /** Notes a problem after which nothing more can be read, and throws. */
  fail(problem: TraceProblem): never {
    this.#found.push(problem);
    throw new TraceError(this.#file, this.#found, this.#text);
  }

  throwIfAny(): void {
    if (!this.none) throw new TraceError(this.#file, this.#found, this.#text);
  }
}
