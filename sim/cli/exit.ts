/**
 * How a command ends: its exit code, and bad input told in words.
 */
import { printable } from "../printable.ts";

export const EXIT = {
  ok: 0,
  /** Objectives missed under `--fail-on-slo`, a livelock, or a bug of ours. */
  brokenPromise: 1,
  /** A scenario, a file or an option that cannot be used. */
  badInput: 2,
  /** Ctrl-C, as shells count it: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Bad input. Its message is all that the user sees, so it holds nothing that a terminal obeys. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(message: string) {
    super(printable(message));
  }
}
