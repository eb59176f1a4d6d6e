/** The simulator as the page knows it: questions to a worker, and promises of answers. */
import type { Located } from "../../sim/index.ts";
import type { Answers, Hello, Kind, Of } from "./protocol.ts";

/** The scenario of a question cannot be run. */
export class NotRunnable extends Error {
  override name = "NotRunnable";
  readonly problems: readonly Located[];
  constructor(problems: readonly Located[]) {
    super(problems.map(({ message }) => message).join("; "));
    this.problems = problems;
  }
}

/** Another question of its kind was asked, or it was taken back, before there was an answer. */
export class Superseded extends Error {
  override name = "Superseded";
}

export interface Simulator {
  /** What the simulator accepts, once it is ready. */
  hello: Promise<Hello>;
  /**
   * Takes the place of what was asked before of the same kind and slot.
   *
   * Rejects with `NotRunnable`, with `Superseded`, or with an `Error` that says what went wrong.
   *
   * @param progress is told the share that is done
   */
  ask<K extends Kind>(question: Of<K>, progress?: (share: number) => void): Promise<Answers[K]>;
  /** Takes back what was asked of this kind, or of a slot of it, and is not answered. */
  cancel(kind: Kind, slot?: string): void;
}
