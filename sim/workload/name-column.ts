/**
 * A column of names in a recording, such as the class of each request: few names, many rows.
 *
 * Names are data and nothing else: they are compared, printed and never looked up as keys.
 */

import { isName } from "../printable.ts";
import { Column } from "./column.ts";

export interface NameColumn {
  /** In the order in which they come first. */
  readonly names: readonly string[];
  /** The name of each row, by its place; −1 where the row has none. */
  readonly index: Int32Array;
}

/** Fills a column, which is there once a row has a cell for it. */
export class NameColumnReader {
  readonly #places = new Map<string, number>();
  readonly #most: number;
  #rows = 0;
  #index: Column<Int32Array> | undefined;

  /** @param most different names */
  constructor(most: number) {
    this.#most = most;
  }

  /** What is wrong with a cell, if anything. */
  problem(cell: unknown): string | undefined {
    if (isEmpty(cell)) return undefined;
    if (typeof cell !== "string" && typeof cell !== "number") return "is not a name";
    const name = String(cell);
    if (!isName(name)) return "holds a character that cannot be printed";
    return this.#places.size === this.#most && !this.#places.has(name)
      ? `is one name more than the ${this.#most} that can be told apart`
      : undefined;
  }

  /** Takes the cell of the next row. */
  push(cell: unknown): void {
    if (cell !== undefined && this.#index === undefined) {
      this.#index = new Column(new Int32Array(1024));
      for (let row = 0; row < this.#rows; row++) this.#index.push(-1);
    }
    this.#rows += 1;
    this.#index?.push(isEmpty(cell) ? -1 : this.#placeOf(String(cell)));
  }

  /** Undefined where no row has such a cell. */
  get column(): NameColumn | undefined {
    return this.#index && { names: [...this.#places.keys()], index: this.#index.values };
  }

  #placeOf(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const place = this.#places.size;
    if (place < this.#most) this.#places.set(name, place);
    return place;
  }
}

const isEmpty = (cell: unknown): boolean => cell === undefined || cell === null || cell === "";

/** Some rows of a column. */
export const rowsOf = (
  column: NameColumn | undefined,
  first: number,
  end: number,
): NameColumn | undefined => column && { ...column, index: column.index.subarray(first, end) };
