/**
 * What is wrong with a trace, and where.
 */

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

  constructor(file: string, problems: readonly TraceProblem[]) {
    super(problems.map((problem) => `${file}:${sentence(problem)}`).join("\n"));
    this.file = file;
    this.problems = problems;
  }
}

/** `17  output_tokens: "-3" is negative`. */
const sentence = ({ line, column, value, problem }: TraceProblem): string =>
  `${line}  ${column === "" ? "" : `${column}: `}${JSON.stringify(value)} ${problem}`;

/** Gathers the problems of one file while it is read. */
export class TraceProblems {
  readonly #file: string;
  readonly #found: TraceProblem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Notes a problem, and throws once there are enough. */
  add(problem: TraceProblem): void {
    this.#found.push(problem);
    if (this.#found.length === ENOUGH) this.throwIfAny();
  }

  /** Notes a problem after which nothing more can be read, and throws. */
  fail(problem: TraceProblem): never {
    this.#found.push(problem);
    throw new TraceError(this.#file, this.#found);
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw new TraceError(this.#file, this.#found);
  }
}
