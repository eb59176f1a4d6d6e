/** A table behind a chart: its numbers, to read and to take along as CSV. */

export interface Table {
  columns: string[];
  rows: Iterable<readonly (string | number)[]>;
}

/** Lines of one piece of CSV text: so many are made in a few milliseconds. */
const LINES = 2000;

/** A table as CSV (RFC 4180), in pieces. */
export function* csvOf({ columns, rows }: Table): Generator<string> {
  let lines = [lineOf(columns)];
  for (const row of rows) {
    lines.push(lineOf(row));
    if (lines.length < LINES) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

const lineOf = (cells: readonly (string | number)[]): string =>
  `${cells.map(cellOf).join(",")}\r\n`;

function cellOf(cell: string | number): string {
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = isFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet would compute it: a name out of somebody else's scenario must not be that. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text);
