/** A column of numbers that grows row by row. */
import { grown } from "../kernel/grown.ts";

export class Column<A extends Float64Array | Int32Array> {
  #values: A;
  count = 0;

  /** @param first its room in the beginning, of the type that it keeps */
  constructor(first: A) {
    this.#values = first;
  }

  push(value: number): void {
    if (this.count === this.#values.length) this.#values = grown(this.#values, 2 * this.count);
    this.#values[this.count++] = value;
  }

  /** All values so far. */
  get values(): A {
    return this.#values.subarray(0, this.count) as A;
  }
}
