/**
 * A heap of events: the first by time and order is at hand, however many there are.
 *
 * Four-way, over parallel arrays: an event is three numbers (its time, its order among those of the
 * same time, and the row that says what to do), and pushing allocates nothing.
 */
import type { Seconds } from "../units.ts";
import { grown } from "./grown.ts";

export class EventHeap {
  size = 0;
  #times = new Float64Array(64);
  #orders = new Float64Array(64);
  #rows = new Int32Array(64);

  /** Of the first event; infinity where there is none. */
  get firstTime(): Seconds {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  get firstOrder(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#orders[0]!;
  }

  push(time: Seconds, order: number, row: number): void {
    if (this.size === this.#times.length) this.#grow();
    this.#siftUp(this.size++, time, order, row);
  }

  /** Takes the first event out; its row. There must be one. */
  shift(): number {
    const row = this.#rows[0]!;
    const last = --this.size;
    if (last > 0) this.#siftDown(this.#times[last]!, this.#orders[last]!, this.#rows[last]!);
    return row;
  }

  #siftUp(from: number, time: Seconds, order: number, row: number): void {
    const times = this.#times;
    const orders = this.#orders;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      if (times[parent]! < time || (times[parent]! === time && orders[parent]! < order)) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, time, order, row);
  }

  #siftDown(time: Seconds, order: number, row: number): void {
    const times = this.#times;
    const orders = this.#orders;
    const size = this.size;
    let hole = 0;
    for (;;) {
      const first = 4 * hole + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        const sooner =
          times[child]! < times[least]! ||
          (times[child]! === times[least]! && orders[child]! < orders[least]!);
        if (sooner) least = child;
      }
      if (time < times[least]! || (time === times[least]! && order < orders[least]!)) break;
      this.#move(least, hole);
      hole = least;
    }
    this.#put(hole, time, order, row);
  }

  #put(slot: number, time: Seconds, order: number, row: number): void {
    this.#times[slot] = time;
    this.#orders[slot] = order;
    this.#rows[slot] = row;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from]!, this.#orders[from]!, this.#rows[from]!);
  }

  #grow(): void {
    const length = 2 * this.#times.length;
    this.#times = grown(this.#times, length);
    this.#orders = grown(this.#orders, length);
    this.#rows = grown(this.#rows, length);
  }
}
