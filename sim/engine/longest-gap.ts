/**
 * The longest gap between tokens since any step, in constant time a step.
 *
 * A stack of steps whose gaps fall from bottom to top: a new gap removes the smaller ones above
 * which it stands, so the longest gap since step `s` is the lowest entry younger than `s`.
 */
import { grown } from "../kernel/grown.ts";
import type { Seconds } from "../units.ts";

export class LongestGap {
  #steps = new Float64Array(64);
  #gaps = new Float64Array(64);
  #height = 0;

  /** Step `step` came `gap` after the one before it. Steps come in order. */
  push(step: number, gap: Seconds): void {
    while (this.#height > 0 && this.#gaps[this.#height - 1]! <= gap) this.#height -= 1;
    if (this.#height === this.#steps.length) this.#grow();
    this.#steps[this.#height] = step;
    this.#gaps[this.#height] = gap;
    this.#height += 1;
  }

  /** The longest gap of the steps after `step`; 0 when there is none. */
  since(step: number): Seconds {
    let low = 0;
    let high = this.#height;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#steps[middle]! <= step) low = middle + 1;
      else high = middle;
    }
    return low < this.#height ? this.#gaps[low]! : 0;
  }

  #grow(): void {
    const length = 2 * this.#steps.length;
    this.#steps = grown(this.#steps, length);
    this.#gaps = grown(this.#gaps, length);
  }
}
