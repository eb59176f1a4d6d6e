/** Two contenders: a line a figure, what it is in both, its change and the interval of that. */
import type { Comparison } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";
import { boundsText, changeText, type FigureRow, paintOf, rowsOf, written } from "./figure-rows.ts";

const NAME = 15;
const WIDTHS = [25, NAME, NAME, 10, 15];

export function figuresSideBySide(comparison: Comparison, paint: Paint): string[][] {
  const [before, after] = comparison.contenders;
  const [difference] = comparison.differences;
  const names = [before!, after!].map(({ name }) => fitted(name, NAME).trimEnd());
  const line = (figure: FigureRow): string => {
    const change = difference?.figures[figure.key] ?? null;
    const values = [before!, after!].map(({ figures }) => written(figure, figures[figure.key]));
    const isShare = figure.key === "share";
    const changes = [changeText(change, isShare), boundsText(change, isShare)];
    const told = inColumns([0, ...WIDTHS.slice(3)], ["", ...changes]);
    return inColumns(WIDTHS, [figure.label, ...values]) + paintOf(change, paint)(told);
  };
  const title = inColumns(WIDTHS, [
    `${comparison.n} replications`,
    ...names,
    "change",
    "95 % interval",
  ]);
  return [[paint.bold(title), ...rowsOf(comparison).map(line)]];
}
