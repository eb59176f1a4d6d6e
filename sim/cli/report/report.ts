/**
 * What a run prints: the verdict, the figures, where the time went, where the files are.
 */
import type { Scenario, Summary } from "../../index.ts";
import { page } from "../text/page.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph } from "../text/paragraph.ts";
import { benchBlock } from "./bench-block.ts";
import { classTable } from "./classes.ts";
import { markExplained } from "./few-samples.ts";
import { limitsReached } from "./limits-reached.ts";
import { speedOfLight } from "./speed-of-light.ts";
import { steadyPart } from "./steady-part.ts";
import { whereTimeWent } from "./where-time-went.ts";

export interface Reported {
  summary: Summary;
  scenario: Scenario;
  /** Why the run has not come to its end, if it has not: one sentence a line. */
  cut?: readonly string[];
  /** Where the files went, in words, or how to get some: sentences, each a paragraph. */
  files: readonly string[];
}

export function report({ summary, scenario, cut = [], files }: Reported, paint: Paint): string {
  const { sentence: growth } = summary.stability;
  const notes = summary.notes.map((note) => `Note: ${note}`);
  const figures = [
    benchBlock(summary, scenario),
    classTable(summary, paint),
    steadyPart(summary, paint),
  ];
  return page([
    cut.flatMap(paragraph).map(paint.yellow),
    growth === null ? [] : paragraph(growth).map(paint.yellow),
    paragraph(summary.verdict.sentence).map(verdictPaint(summary, paint)),
    limitsReached(summary, paint),
    ...figures,
    speedOfLight(summary, paint),
    whereTimeWent(summary, paint),
    [...markExplained(figures.flat()), ...notes, ...files].flatMap(paragraph).map(paint.dim),
  ]);
}

function verdictPaint({ verdict }: Summary, paint: Paint) {
  if (verdict.met === null) return paint.bold;
  return verdict.met ? paint.green : paint.red;
}
