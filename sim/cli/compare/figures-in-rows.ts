/**
 * Several contenders: each a row with its figures, and below them between what bounds the changes
 * against the first one lie.
 */
import type { Comparison } from "../../index.ts";
import type { Paint } from "../text/paint.ts";
import { fitted, inColumns } from "../text/table.ts";
import { boundsText, type FigureRow, paintOf, rowsOf, written } from "./figure-rows.ts";

const NAME = 20;
const CELL = 15;
const WIDTHS = [NAME, CELL];
const COLUMNS = 4;

/** A table for every few figures. */
export function figuresInRows(comparison: Comparison, paint: Paint): string[][] {
  const all = rowsOf(comparison).filter(({ short }) => short !== undefined);
  const tables: string[][] = [];
  for (let from = 0; from < all.length; from += COLUMNS)
    tables.push(tableOf(comparison, all.slice(from, from + COLUMNS), paint));
  return tables;
}

function tableOf(
  { contenders, differences }: Comparison,
  columns: readonly FigureRow[],
  paint: Paint,
): string[] {
  const titles = columns.map(({ short }) => short!);
  return [
    paint.bold(inColumns(WIDTHS, ["", ...titles])),
    ...contenders.flatMap(({ name, figures }, index) => {
      const values = columns.map((column) => written(column, figures[column.key]));
      const line = inColumns(WIDTHS, [fitted(name, NAME), ...values]);
      const difference = differences[index - 1];
      if (difference === undefined) return [line];
      const changes = columns.map(({ key }) => {
        const change = difference.figures[key];
        const text = boundsText(change, key === "share").padStart(CELL);
        return paintOf(change, paint)(text);
      });
      return [line, `${"".padEnd(NAME)}${changes.join("")}`];
    }),
  ];
}
