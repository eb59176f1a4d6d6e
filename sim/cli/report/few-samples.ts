/** The mark of a percentile that too few samples stand behind. */
import type { ClassFigures, SteadyPart, Summary } from "../../index.ts";

const MARK = "~";

type Key = Summary["few_samples"][number];

/** The figure, with a mark behind it where it rests on too few samples. */
export const marked = (
  figure: string,
  { few_samples }: Pick<Summary | SteadyPart | ClassFigures, "few_samples">,
  key: Key,
): string => (few_samples.includes(key) ? `${figure} ${MARK}` : figure);

/** What the mark means; nothing where no line has it. */
export const markExplained = (lines: readonly string[]): string[] =>
  lines.some((line) => line.includes(` ${MARK}`))
    ? [`${MARK} Fewer than ten samples lie beyond this percentile: it may be far off.`]
    : [];
