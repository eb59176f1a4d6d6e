/**
 * What contestants look like: A is ink and B green, nothing else is; further ones are told apart by
 * their dashes and letters.
 */

export interface Stroke {
  colour: string;
  /** As `stroke-dasharray` has it; null is a whole line. */
  dash: string | null;
}

const strokes: readonly Stroke[] = [
  { colour: "var(--ink)", dash: null },
  { colour: "var(--pol-b)", dash: null },
  { colour: "var(--ink-3)", dash: "6 3" },
  { colour: "var(--ink-3)", dash: "2 2.5" },
  { colour: "var(--ink-3)", dash: "8 3 2 3" },
];

export const strokeOf = (at: number): Stroke => strokes[at % strokes.length]!;

/** The winner's colour; grey where there is none. */
export const colourOfWinner = (winner: "a" | "b" | null): string =>
  winner === null ? "var(--bubble)" : strokeOf(winner === "a" ? 0 : 1).colour;
