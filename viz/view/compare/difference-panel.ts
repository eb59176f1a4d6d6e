/** The difference that each figure makes, with its numbers. */
import { differenceChart } from "../../chart/compare/difference.ts";
import type { Contestant } from "../../data/compare/contestants.ts";
import { type Difference, differencesOf } from "../../data/compare/difference.ts";
import { changeOf } from "../../data/compare/figures.ts";
import { replicated } from "../../data/compare/replicated.ts";
import type { Table } from "../../data/table.ts";
import { inOne } from "../../format.ts";
import type { Page } from "../../state.ts";
import { type ComparePanel, comparePanel, lettersOf } from "./panel.ts";

export const differencePanel = (page: Page): ComparePanel =>
  comparePanel(
    page,
    { id: "difference", title: "The difference" },
    ({ frame, contestants, context }) => {
      const told = replicated(page.store.get().study, contestants);
      const rows = told?.rows ?? differencesOf(contestants.map(({ run }) => run));
      const of = told === undefined ? "of whole runs" : `mean of ${told.n} paired runs ± 95 %`;
      frame.note(`${of}; distance from the middle is the ratio, log scale`);
      frame.table(() => tableOf(rows, contestants));
      frame.show(differenceChart({ contestants, rows }, context), findingOf(rows));
    },
  );

function findingOf(rows: readonly Difference[]): string {
  const better = (winner: "a" | "b"): string =>
    rows
      .filter((row) => row.winner === winner)
      .map(({ figure, change }) => `${figure.label} (${inOne(changeOf(figure, change!.value))})`)
      .join(", ") || "nothing";
  return `B is better in ${better("b")}. A is better in ${better("a")}.`;
}

function tableOf(rows: readonly Difference[], contestants: readonly Contestant[]): Table {
  const letters = lettersOf(contestants);
  return {
    columns: ["figure", ...letters, "B - A", "low", "high", "times better", "better"],
    rows: rows.map(({ figure, values, change, ratios, winner }) => [
      figure.key,
      ...values.map((value) => value ?? Number.NaN),
      change?.value ?? Number.NaN,
      change?.low ?? Number.NaN,
      change?.high ?? Number.NaN,
      ratios[1] ?? Number.NaN,
      winner === null ? "" : winner.toUpperCase(),
    ]),
  };
}
