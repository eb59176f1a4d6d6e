/**
 * A table as we export it, read back: a header with the columns that are needed, and rows of cells.
 *
 * What is wrong is said with its row, its column and its value.
 */
import Papa from "papaparse";
import { quoted } from "../../printable.ts";

export interface TableKind {
  /** What it is called in messages: `requests.csv`. */
  title: string;
  columns: readonly string[];
}

/** Visits each row. Throws an `Error`, in words, where the text is no such table. */
export function readTable(text: string, kind: TableKind, visit: (row: Row) => void): void {
  if (text.trim() === "") throw new Error(`${kind.title} is empty.`);
  let places: Places | undefined;
  let rows = 0;
  Papa.parse<string[]>(text, {
    delimiter: ",",
    skipEmptyLines: true,
    step({ data: cells, errors: [error] }) {
      rows += 1;
      if (error !== undefined) throw new Error(`${kind.title}, row ${rows}: ${error.message}.`);
      if (places === undefined) places = placesOf(cells, kind);
      else visit(new Row(cells, { title: `${kind.title}, row ${rows}`, places }));
    },
  });
}

/** Where each column of a header stands. */
type Places = ReadonlyMap<string, number>;

function placesOf(header: readonly string[], { title, columns }: TableKind): Places {
  const names = header.map((name) => name.trim());
  const [missing, ...others] = columns.filter((name) => !names.includes(name));
  if (missing === undefined) return new Map(names.map((name, place) => [name, place]));
  const more = others.length > 0 ? `, and lacks ${others.length} more` : "";
  const found = quoted(header.join(","));
  throw new Error(`${title} has no column ${missing}${more}. Its header is ${found}.`);
}

/** A row, read by the names of its columns. The header is row 1. */
export class Row {
  readonly #cells: readonly string[];
  readonly #title: string;
  readonly #places: Places;

  constructor(cells: readonly string[], { title, places }: { title: string; places: Places }) {
    this.#cells = cells;
    this.#title = title;
    this.#places = places;
    const { size } = places;
    if (cells.length !== size) {
      throw new Error(`${title} has ${cells.length} cells where the header has ${size}.`);
    }
  }

  text(column: string): string {
    return this.#cells[this.#places.get(column)!]!;
  }

  /** NaN where the cell is empty. */
  number(column: string): number {
    const cell = this.text(column);
    if (cell === "") return Number.NaN;
    const value = Number(cell);
    return Number.isFinite(value) ? value : this.fail(column, "is no number");
  }

  /** One of these. */
  choice(column: string, choices: readonly string[]): number {
    const at = choices.indexOf(this.text(column));
    const named = choices.map((name) => name || "nothing").join(", ");
    return at >= 0 ? at : this.fail(column, `is none of ${named}`);
  }

  fail(column: string, problem: string): never {
    throw new Error(`${this.#title}: ${column} ${quoted(this.text(column))} ${problem}.`);
  }
}
