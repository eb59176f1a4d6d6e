/** Tables of text: columns as wide as their widest cell, numbers to the right. */

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
