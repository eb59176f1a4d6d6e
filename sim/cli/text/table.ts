/**
 * Tables of text, numbers to the right: columns as wide as their widest cell, or of fixed widths.
 */
import { printable } from "../../printable.ts";

/**
 * A line in columns of these widths, the last of which holds for all that follow: what it is about
 * to the left, figures to the right.
 */
export const inColumns = (
  [first = 0, ...widths]: readonly number[],
  [label = "", ...figures]: readonly string[],
): string =>
  label.padEnd(first) +
  figures.map((figure, index) => figure.padStart(widths[index] ?? widths.at(-1)!)).join("");

/** A name of a stranger in a column: safe to print, and a blank shorter than that at least. */
export function fitted(name: string, width: number): string {
  const characters = [...printable(name)];
  const cut = characters.length >= width;
  return cut ? `${characters.slice(0, width - 2).join("")}… ` : characters.join("");
}

export interface Column {
  title: string;
  /** Numbers stand at the right of their column. */
  right?: boolean;
}

/** The title line and a line a row; two blanks between columns. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => [...(row[index] ?? "")].length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ right }, index) => {
        const cell = cells[index] ?? "";
        const blanks = " ".repeat(widths[index]! - [...cell].length);
        return right ? blanks + cell : cell + blanks;
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}
