/**
 * The difference that each figure makes: the values of all runs, B minus A, and how many times
 * better B is, so that figures of every unit stand on one axis.
 */
import type { RunRecord } from "../../../sim/index.ts";
import { type ComparedFigure, comparedFigures } from "./figures.ts";

export interface Difference {
  figure: Omit<ComparedFigure, "of">;
  /** By run: A, B, and further ones. */
  values: (number | null)[];
  /** B − A; bounds where replications give them. */
  change: Bounded | null;
  /** By run, how many times better than A it is: below one where A is better; A's own is 1. */
  ratios: (number | null)[];
  /** Of B's ratio, where replications bound it. */
  bounds: readonly [low: number, high: number] | null;
  /** Nobody where they are the same, or the interval does not tell. */
  winner: "a" | "b" | null;
}

export interface Bounded {
  value: number;
  low: number | null;
  high: number | null;
}

/** Of one run each; without the figures that none of them has. */
export const differencesOf = (records: readonly RunRecord[]): Difference[] =>
  comparedFigures.flatMap((figure) => {
    const values = records.map((record) => figure.of(record));
    if (values.every((value) => value === null || value === 0)) return [];
    const [a = null, b = null] = values;
    const change = a === null || b === null ? null : { value: b - a, low: null, high: null };
    return [
      {
        figure,
        values,
        change,
        ratios: values.map((value) => timesBetter(a, value, figure.better)),
        bounds: null,
        winner: winnerOf(change?.value ?? 0, figure.better),
      },
    ];
  });

/** Infinite where one of them has none of what there should be less, or more, of. */
export function timesBetter(
  a: number | null,
  b: number | null,
  better: ComparedFigure["better"],
): number | null {
  if (a === null || b === null) return null;
  if (a === b) return 1;
  return better === "more" ? b / a : a / b;
}

export function winnerOf(change: number, better: ComparedFigure["better"]): Difference["winner"] {
  if (change === 0) return null;
  return change > 0 === (better === "more") ? "b" : "a";
}
