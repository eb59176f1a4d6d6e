/**
 * The agenda: what happens next, and when.
 *
 * Events at the same instant run by phase (the world changes, then work ends, then decisions are
 * made), then in the order they were asked for, so a run depends on nothing but its scenario and
 * seed. Nothing is ever cancelled: a late event finds its epoch gone and returns.
 *
 * The soonest events stand in a short sorted list, which for the few that a dozen engines have is
 * faster than a heap; those that find no room there are in a heap behind it.
 */
import type { Seconds } from "../units.ts";
import { EventHeap } from "./event-heap.ts";
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

/** The most events in the sorted list, and places for it to move through. */
const NEAR = 32;
const PLACES = 4 * NEAR;

/** Something is to happen later than time is exact: not a bug, but a run that is too long. */
export class BeyondTime extends Error {
  override readonly name = "BeyondTime";

  constructor(time: Seconds) {
    super(`something would happen at ${time} s, and time is exact up to ${LONGEST} s (97 days)`);
  }
}

export class Agenda {
  /** The instant of the event that runs, or ran last. */
  now: Seconds = 0;

  #asked = 0;
  /** The sorted list: from the next event to before `#end`, all sooner than those in the heap. */
  #next = 0;
  #end = 0;
  readonly #times = new Float64Array(PLACES);
  readonly #rows = new Int32Array(PLACES);
  readonly #far = new EventHeap();
  /** Its order among those at the same instant, and what each event does, by its row. */
  readonly #orders: number[] = [];
  readonly #actions: Action[] = [];
  readonly #payloads: unknown[] = [];
  readonly #freeRows: number[] = [];

  /** Events still to come. */
  get size(): number {
    return this.#end - this.#next + this.#far.size;
  }

  /** When the next event happens; infinity when there is none. */
  get nextAt(): Seconds {
    return this.#next < this.#end ? this.#times[this.#next]! : this.#far.firstTime;
  }

  /** Whether nothing else happens at this instant, so that what is asked for now comes next. */
  get quiet(): boolean {
    return this.nextAt > this.now;
  }

  /** Asks for `action(payload)` at `time`, never before now. */
  at<T>(time: Seconds, phase: Phase, action: (payload: T) => void, payload: T): void {
    if (time > LONGEST) throw new BeyondTime(time);
    invariant(time >= this.now, () => `an event at ${time} s was asked for at ${this.now} s`);
    const row = this.#freeRows.length > 0 ? this.#freeRows.pop()! : this.#actions.length;
    const order = phase * PHASE_STRIDE + this.#asked++;
    this.#orders[row] = order;
    this.#actions[row] = action as Action;
    this.#payloads[row] = payload;
    if (this.#end - this.#next === NEAR) this.#sendHalfFar();
    if (this.#far.size > 0 && !this.#precedesFar(time, order)) this.#far.push(time, order, row);
    else this.#insert(time, order, row);
  }

  /** Runs the next event. False when nothing is left. */
  runNext(): boolean {
    let row: number;
    if (this.#next < this.#end) {
      this.now = this.#times[this.#next]!;
      row = this.#rows[this.#next++]!;
    } else {
      if (this.#far.size === 0) return false;
      this.now = this.#far.firstTime;
      row = this.#far.shift();
    }
    const action = this.#actions[row]!;
    const payload = this.#payloads[row];
    this.#freeRows.push(row);
    action(payload as never);
    return true;
  }

  #precedesFar(time: Seconds, order: number): boolean {
    const { firstTime, firstOrder } = this.#far;
    return time < firstTime || (time === firstTime && order < firstOrder);
  }

  /** Most events are later than those asked for before, so the place is sought from the end. */
  #insert(time: Seconds, order: number, row: number): void {
    if (this.#end === PLACES) this.#moveToStart();
    const times = this.#times;
    const rows = this.#rows;
    const first = this.#next;
    let place = this.#end++;
    for (; place > first; place--) {
      const other = times[place - 1]!;
      if (other < time || (other === time && this.#orders[rows[place - 1]!]! < order)) break;
      times[place] = other;
      rows[place] = rows[place - 1]!;
    }
    times[place] = time;
    rows[place] = row;
  }

  #moveToStart(): void {
    this.#times.copyWithin(0, this.#next, this.#end);
    this.#rows.copyWithin(0, this.#next, this.#end);
    this.#end -= this.#next;
    this.#next = 0;
  }

  /** The later half of a full list goes to the heap. */
  #sendHalfFar(): void {
    for (let sent = 0; sent < NEAR / 2; sent++) {
      const row = this.#rows[--this.#end]!;
      this.#far.push(this.#times[this.#end]!, this.#orders[row]!, row);
    }
  }
}
