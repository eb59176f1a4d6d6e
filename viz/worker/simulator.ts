/** The simulator as the page knows it: questions to a worker, and promises of answers. */
import type { Located } from "../../sim/index.ts";
import type { Answers, Hello, Question } from "./protocol.ts";

/** The scenario of a question cannot be run. */
export class NotRunnable extends Error {
  override name = "NotRunnable";
  readonly problems: readonly Located[];
  constructor(problems: readonly Located[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }
}

/** The question was asked again, or taken back, before there was an answer. */
export class Superseded extends Error {
  override name = "Superseded";
}

export interface Simulator {
  /** What the simulator accepts, once it is ready. */
  hello: Promise<Hello>;
  /**
   * Rejects with `NotRunnable`, with `Superseded`, or with an `Error` that says what went wrong.
   *
   * @param progress is told the share that is done
   */
  ask<K extends Question["kind"]>(
    question: Extract<Question, { kind: K }>,
    progress?: (share: number) => void,
  ): Promise<Answers[K]>;
  /** Takes back what was asked last of this kind. */
  cancel(kind: Question["kind"]): void;
}
