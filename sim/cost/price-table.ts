/**
 * A price table: causes of a step that depend on one count alone, each count priced on first use.
 *
 * A row lies on the time grid and its causes sum to the row's price exactly. Rows stand end to end
 * in one typed array, so that reading one is a dozen additions.
 */
import { grown } from "../kernel/grown.ts";
import { onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import { causes } from "./cost.ts";

const WIDTH = causes.length;

/** Counts beyond this are priced anew each time: the table would outgrow the caches. */
const LARGEST_KEPT = 65_536;

export class PriceTable {
  readonly #price: (count: number, byCause: Float64Array) => void;
  #rows = new Float64Array(0);
  /** Price of each count; below 0 where it is not priced yet. */
  #totals = new Float64Array(0);
  /** The last count that was too large to keep: all ranks of a wave ask for the same one. */
  readonly #last = new Float64Array(WIDTH);
  #lastCount = -1;
  #lastTotal: Seconds = 0;

  /** `price` adds the causes of a count, in seconds off the grid, to zeros. */
  constructor(price: (count: number, byCause: Float64Array) => void) {
    this.#price = price;
  }

  /** Writes the causes of `count` into `byCause` and returns their sum. */
  write(byCause: Float64Array, count: number): Seconds {
    if (count > LARGEST_KEPT) {
      byCause.fill(0);
      return this.#addAnew(byCause, count);
    }
    const from = this.#rowOf(count);
    const rows = this.#rows;
    for (let cause = 0; cause < WIDTH; cause++) byCause[cause] = rows[from + cause]!;
    return this.#totals[count]!;
  }

  /** Adds the causes of `count` to `byCause` and returns their sum. */
  addTo(byCause: Float64Array, count: number): Seconds {
    if (count > LARGEST_KEPT) return this.#addAnew(byCause, count);
    const from = this.#rowOf(count);
    const rows = this.#rows;
    for (let cause = 0; cause < WIDTH; cause++) byCause[cause]! += rows[from + cause]!;
    return this.#totals[count]!;
  }

  /** Where the row of `count` begins, priced by now. */
  #rowOf(count: number): number {
    if (count >= this.#totals.length) this.#grow(count);
    if (this.#totals[count]! < 0) this.#fill(count);
    return count * WIDTH;
  }

  #fill(count: number): void {
    const row = this.#rows.subarray(count * WIDTH, (count + 1) * WIDTH);
    this.#price(count, row);
    this.#totals[count] = settle(row);
  }

  #addAnew(byCause: Float64Array, count: number): Seconds {
    if (count !== this.#lastCount) {
      this.#last.fill(0);
      this.#price(count, this.#last);
      this.#lastTotal = settle(this.#last);
      this.#lastCount = count;
    }
    for (let cause = 0; cause < WIDTH; cause++) byCause[cause]! += this.#last[cause]!;
    return this.#lastTotal;
  }

  #grow(count: number): void {
    const length = Math.min(LARGEST_KEPT + 1, Math.max(2 * this.#totals.length, count + 1, 512));
    const totals = new Float64Array(length).fill(-1);
    totals.set(this.#totals);
    this.#totals = totals;
    this.#rows = grown(this.#rows, length * WIDTH);
  }
}

/**
 * Puts a row of causes on the grid so that they sum to their rounded total, which is returned.
 *
 * The total is rounded first and the largest cause takes the difference of a few ticks: rounding
 * the causes alone could make a larger step cheaper by a tick.
 */
export function settle(row: Float64Array): Seconds {
  let exact = 0;
  let largest = 0;
  for (let cause = 0; cause < row.length; cause++) {
    exact += row[cause]!;
    if (row[cause]! > row[largest]!) largest = cause;
  }
  const total = onGrid(exact);
  let others = 0;
  for (let cause = 0; cause < row.length; cause++) {
    if (cause !== largest) others += row[cause] = onGrid(row[cause]!);
  }
  row[largest] = total - others;
  return total;
}
