/** Names of lines, each at the first of its points where it finds a place. */
import type { Plot } from "../svg.ts";
import { type Box, boxOf, placed, type Word } from "../words.ts";

export interface NamedLine {
  name: string;
  /** In the order in which they are tried, in CSS pixels. */
  points: readonly (readonly [x: number, y: number])[];
  /** The answer's, or one on the frontier: in ink. */
  isStrong: boolean;
}

/** CSS pixels of a letter, text at 11 px: names of parts have many capitals. */
export const LETTER = 6.7;

const sides: Word["sides"] = ["right", "above-left", "below-right", "below-left", "above"];

/**
 * @param lines those that matter most first
 * @param taken what stands there already
 */
export function labelLines(
  plot: Plot,
  lines: readonly NamedLine[],
  { room, taken }: { room: Box; taken: readonly Box[] },
): void {
  const all = [...taken];
  for (const { name: text, points, isStrong } of lines)
    for (const [x, y] of points) {
      const word: Word = { text, x, y, sides, letter: LETTER };
      const [place] = placed([word], room, all);
      if (place === undefined) continue;
      all.push(boxOf(word, place));
      plot
        .append("text")
        .attr("class", "halo")
        .attr("style", isStrong ? "fill: var(--ink)" : null)
        .attr("x", place.x)
        .attr("y", place.y)
        .attr("text-anchor", place.anchor)
        .text(text);
      break;
    }
}

/** What a mark at a point takes. */
export const boxAt = (x: number, y: number, half: number): Box => ({
  left: x - half,
  right: x + half,
  top: y - half,
  bottom: y + half,
});
