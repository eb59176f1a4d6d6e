/**
 * A table of numbers by column, which grows a row at a time.
 *
 * Columns are typed arrays with room to spare; one may hold several numbers a row.
 */
import { grown } from "../kernel/grown.ts";

export type Column = Float64Array | Int32Array | Uint8Array;
export type Columns = { readonly [name: string]: Column };

export class Table<C extends Columns> {
  /** Rows so far. */
  count = 0;
  /** Longer than there are rows; others once there are more. */
  columns: C;
  #room = 1024;

  /** @param make columns of zeros for so many rows */
  constructor(make: (rows: number) => C) {
    this.columns = make(this.#room);
  }

  /** Adds a row. Returns its index. */
  add(): number {
    if (this.count === this.#room) {
      this.#room *= 2;
      this.columns = mapped(this.columns, (column) => grown(column, 2 * column.length));
    }
    return this.count++;
  }

  /** A copy of the columns, no longer than the rows there are. */
  copy(): C & { count: number } {
    const share = this.count / this.#room;
    const cut = mapped(this.columns, (column) => column.slice(0, share * column.length));
    return { ...cut, count: this.count };
  }
}

const mapped = <C extends Columns>(columns: C, change: (column: Column) => Column): C =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, change(column)]),
  ) as unknown as C;
