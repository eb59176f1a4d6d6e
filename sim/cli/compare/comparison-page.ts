/**
 * What a comparison prints: the verdict, the figures side by side, what binds in each, where the
 * difference comes from, who wins and who loses.
 */
import type { Comparison } from "../../index.ts";
import { printable } from "../../printable.ts";
import { page } from "../text/page.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied } from "../text/paragraph.ts";
import { causesTables } from "./causes-table.ts";
import { figuresInRows } from "./figures-in-rows.ts";
import { figuresSideBySide } from "./figures-side-by-side.ts";
import { groupsTables } from "./groups-tables.ts";
import { whatBinds } from "./what-binds.ts";

/** @param where the files went, in words, or how to get some */
export function comparisonPage(
  comparison: Comparison,
  where: readonly string[],
  paint: Paint,
): string {
  const { verdict, notes, contenders } = comparison;
  const figures = contenders.length === 2 ? figuresSideBySide : figuresInRows;
  return page([
    paragraph(against(comparison)).map(paint.dim),
    ...verdict.sentences.map((sentence) => inLines(sentence).map(paint.bold)),
    confidenceOf(comparison).map(paint.dim),
    ...figures(comparison, paint),
    whatBinds(comparison, paint),
    ...causesTables(comparison, paint),
    ...groupsTables(comparison, paint),
    [...notes.map((note) => `Note: ${note}`), ...where].flatMap(inLines).map(paint.dim),
  ]);
}

/** A number stays with its unit, and the bounds of an interval with each other. */
const inLines = (sentence: string): string[] =>
  paragraph(printable(sentence).replaceAll(/ (?=…|%|points)|(?<=…) /g, tied(" ")));

const against = ({ contenders, n }: Comparison): string =>
  `Against ${printable(contenders[0]!.name)}, in ${n} replications, ` +
  "each with the same random numbers for all:";

function confidenceOf({ looks, verdict: { each, statements } }: Comparison): string[] {
  if (statements === 0) return [];
  return paragraph(
    `All of this holds together with 95 % confidence (${statements} statements of ` +
      `${Number((100 * each).toFixed(2))} %). Below, each interval by itself holds with 95 %` +
      `${looks > 1 ? `, over ${looks} looks at how many runs are enough` : ""}.`,
  );
}
