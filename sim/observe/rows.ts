/**
 * Rows of numbers: a table in memory that only ever grows, in pages, so that a million rows cost
 * their numbers and nothing else.
 */

const ROWS_A_PAGE = 1024;

export class Rows {
  length = 0;
  readonly #width: number;
  readonly #blank: number;
  readonly #pages: Float64Array[] = [];

  /** @param blank what a new row is full of */
  constructor(width: number, blank = 0) {
    this.#width = width;
    this.#blank = blank;
  }

  /** A new row. */
  add(): Float64Array {
    if (this.length === this.#pages.length * ROWS_A_PAGE) {
      this.#pages.push(new Float64Array(ROWS_A_PAGE * this.#width).fill(this.#blank));
    }
    this.length += 1;
    return this.at(this.length - 1);
  }

  /** The row itself, not a copy. */
  at(index: number): Float64Array {
    const from = (index % ROWS_A_PAGE) * this.#width;
    return this.#pages[Math.floor(index / ROWS_A_PAGE)]!.subarray(from, from + this.#width);
  }
}
