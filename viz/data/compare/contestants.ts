/**
 * Contestants: the runs that are looked at together. A was kept, B is the run that the knobs make,
 * and whatever else was kept follows them.
 */
import type { RunRecord } from "../../../sim/index.ts";
import type { State } from "../../state.ts";

export interface Contestant {
  letter: string;
  /** What somebody called it, such as a variant of a scenario. */
  name: string | undefined;
  run: RunRecord;
}

/** A, B, and further ones; letters and dashes tell no more than these apart. */
export const MOST = 5;

const LETTERS = "ABCDE";

/** Undefined until all of them have run; A comes first, and B second. */
export function contestantsOf({
  kept,
  run,
  names,
}: Pick<State, "kept" | "run" | "names">): Contestant[] | undefined {
  const [first, ...others] = kept;
  if (first === undefined || run === undefined) return undefined;
  const runs = [first.run, run, ...others.map((other) => other.run)];
  if (runs.some((each) => each === undefined)) return undefined;
  return (runs as RunRecord[]).map((run, at) => ({
    letter: LETTERS[at]!,
    name: run.text === null ? run.name : names[run.text],
    run,
  }));
}

/** The letter of a run that was kept: the present one is B. */
export const letterOfKept = (at: number): string => LETTERS[at === 0 ? 0 : at + 1]!;
