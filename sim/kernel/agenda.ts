/**
 * The agenda: what happens next, and when.
 *
 * Events at the same instant run by phase (the world changes, then work ends, then decisions are
 * made), then in the order they were asked for, so a run depends on nothing but its scenario and
 * seed. Nothing is ever cancelled: a late event finds its epoch gone and returns.
 *
 * A four-way heap over parallel arrays: an event is one row, and pushing allocates nothing. The
 * soonest event may stand in front of the heap, so that one asked for at once never enters it.
 */
import type { Seconds } from "../units.ts";
import { invariant } from "./invariant.ts";
import { LONGEST } from "./time.ts";

/** Order of events at one instant. */
export const PHASE = {
  /** Arrivals and transfers. */
  world: 0,
  /** Ends of steps. */
  work: 1,
  /** Starts of steps, routing, scaling. */
  decide: 2,
} as const;

export type Phase = (typeof PHASE)[keyof typeof PHASE];

/** What an event does: a bound function and the one thing it is about. */
export type Action = (payload: never) => void;

/** Orders asked for in one phase stay below 2⁵⁰, so phase and order share one exact number. */
const PHASE_STRIDE = 2 ** 50;

export class Agenda {
  /** The instant of the event that runs, or ran last. */
  now: Seconds = 0;

  #asked = 0;
  /** The event in front of the heap, which precedes all in it; row −1 when there is none. */
  #frontTime: Seconds = 0;
  #frontOrder = 0;
  #frontRow = -1;
  /** Events in the heap. */
  #size = 0;
  #times = new Float64Array(64);
  #orders = new Float64Array(64);
  #rows = new Int32Array(64);
  #actions: (Action | undefined)[] = [];
  #payloads: unknown[] = [];
  #freeRows: number[] = [];

  /** Events still to come. */
  get size(): number {
    return this.#frontRow < 0 ? this.#size : this.#size + 1;
  }

  /** When the next event happens; infinity when there is none. */
  get nextAt(): Seconds {
    if (this.#frontRow >= 0) return this.#frontTime;
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  /** Asks for `action(payload)` at `time`, never before now. */
  at<T>(time: Seconds, phase: Phase, action: (payload: T) => void, payload: T): void {
    invariant(
      time >= this.now && time <= LONGEST,
      () => `an event at ${time} s was asked for at ${this.now} s`,
    );
    const row = this.#freeRows.pop() ?? this.#actions.length;
    this.#actions[row] = action as Action;
    this.#payloads[row] = payload;
    const order = phase * PHASE_STRIDE + this.#asked++;
    if (this.#frontRow < 0) {
      if (this.#precedesHeap(time, order)) this.#toFront(time, order, row);
      else this.#push(time, order, row);
    } else if (time < this.#frontTime || (time === this.#frontTime && order < this.#frontOrder)) {
      this.#push(this.#frontTime, this.#frontOrder, this.#frontRow);
      this.#toFront(time, order, row);
    } else this.#push(time, order, row);
  }

  /** Runs the next event. False when nothing is left. */
  runNext(): boolean {
    let row = this.#frontRow;
    if (row >= 0) {
      this.now = this.#frontTime;
      this.#frontRow = -1;
    } else {
      if (this.#size === 0) return false;
      row = this.#rows[0]!;
      this.now = this.#times[0]!;
      this.#removeFirst();
    }
    const action = this.#actions[row]!;
    const payload = this.#payloads[row];
    this.#actions[row] = undefined;
    this.#payloads[row] = undefined;
    this.#freeRows.push(row);
    action(payload as never);
    return true;
  }

  #precedesHeap(time: Seconds, order: number): boolean {
    if (this.#size === 0) return true;
    const first = this.#times[0]!;
    return time < first || (time === first && order < this.#orders[0]!);
  }

  #toFront(time: Seconds, order: number, row: number): void {
    this.#frontTime = time;
    this.#frontOrder = order;
    this.#frontRow = row;
  }

  #push(time: Seconds, order: number, row: number): void {
    if (this.#size === this.#times.length) this.#grow();
    this.#siftUp(this.#size++, time, order, row);
  }

  #removeFirst(): void {
    const last = --this.#size;
    if (last > 0) {
      this.#siftDown(this.#times[last]!, this.#orders[last]!, this.#rows[last]!);
    }
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
    const size = this.#size;
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
    const larger = 2 * this.#times.length;
    const copy = <A extends Float64Array | Int32Array>(into: A, from: A): A => {
      into.set(from);
      return into;
    };
    this.#times = copy(new Float64Array(larger), this.#times);
    this.#orders = copy(new Float64Array(larger), this.#orders);
    this.#rows = copy(new Int32Array(larger), this.#rows);
  }
}
