/**
 * A problem: what is wrong in a scenario, and where.
 *
 * A message reads on after the place and the value: `"H10" is not one of …`. Whoever finds a
 * problem knows its path; only the loader knows line and column, so it adds them last.
 */
import { distance } from "fastest-levenshtein";
import { printable, quoted, shortened } from "../printable.ts";

/** Keys and positions from the root of the scenario. */
export type Path = readonly (string | number)[];

export interface Problem {
  path: Path;
  /** What is wrong, read after the path and the value. */
  message: string;
  /** The value found, where that helps. */
  value?: unknown;
  /** What could stand there instead; the nearest is suggested. */
  choices?: readonly string[];
  /** The choice that was meant, where whoever found the problem knows. */
  suggestion?: string;
  /** The key itself is wrong, rather than what it holds. */
  at?: "key";
}

/** A name that is not among its choices. */
export const notOneOf = (path: Path, value: unknown, choices: readonly string[]): Problem => ({
  path,
  message: `is not one of ${choices.join(", ")}`,
  value,
  choices,
});

/** The choice that was meant, if one is near: a slip of the fingers, or the same beginning. */
export function meant(problem: Problem): string | undefined {
  const { path, value, choices = [], at } = problem;
  if (problem.suggestion !== undefined) return problem.suggestion;
  const written = at === "key" ? path.at(-1) : value;
  if (typeof written !== "string" || written.length > 100) return undefined;
  const near = choices.map((choice) => {
    const [a, b] = [written.toLowerCase(), choice.toLowerCase()];
    const slips = distance(a, b);
    const beginning = sameBeginning(a, b);
    const isNear = slips <= Math.max(1, b.length / 3) || beginning >= 4;
    return { choice, isNear, farness: slips - beginning };
  });
  const [nearest] = near.filter(({ isNear }) => isNear).sort((a, b) => a.farness - b.farness);
  return nearest?.choice;
}

function sameBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** `cluster.pools.0.gpu: "H10" is not one of … (did you mean …?)`. */
export function describe(problem: Problem): string {
  const { path, message, value } = problem;
  const suggestion = meant(problem);
  return [
    ...(path.length > 0 ? [`${path.map((step) => shortened(String(step))).join(".")}:`] : []),
    ...(value === undefined ? [] : [quote(value)]),
    message,
    ...strangers(problem),
    ...(suggestion === undefined ? [] : [`(did you mean ${suggestion}?)`]),
  ].join(" ");
}

/** Characters of a wrong name that look like those of a right one, or like nothing. */
function strangers({ path, value, choices, at }: Problem): string[] {
  const written = at === "key" ? path.at(-1) : choices && value;
  if (typeof written !== "string") return [];
  const codes = [...new Set(written.match(/[^ -~]/gu) ?? [])]
    .slice(0, 3)
    .map((character) => character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0"));
  return codes.length === 0 ? [] : [`(it holds ${codes.map((code) => `U+${code}`).join(", ")})`];
}

/** A value in a line: text in quotes, a collection by its kind. */
function quote(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
  return typeof value === "string" ? quoted(value) : String(value);
}

/** A place in what was written: a position in the file, or an override on the command line. */
export interface Place {
  /** `scenario.yaml:14:13` or `--set seed=x`. */
  label: string;
  /** From 1; 0 for an override. */
  line: number;
  /** From 1; 0 for an override. */
  column: number;
}

export type Located = Problem & { place: Place };

/** The first ones tell the story. */
const MOST_TOLD = 20;

/** Everything that is wrong with a scenario at once, in the order of the file. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly problems: readonly Located[];

  constructor(problems: readonly Located[]) {
    const sorted = [...problems].sort(
      ({ place: a }, { place: b }) => a.line - b.line || a.column - b.column,
    );
    const told = sorted
      .slice(0, MOST_TOLD)
      .map((problem) => `${problem.place.label}  ${describe(problem)}`);
    const untold = sorted.length - told.length;
    super(printable([...told, ...(untold > 0 ? [`and ${untold} more`] : [])].join("\n")));
    this.problems = sorted;
  }
}
