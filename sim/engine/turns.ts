/** Turns: the steps of one engine in flight, in the order in which they return. */
import { Fifo } from "../kernel/fifo.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import { Step } from "./step.ts";

export class Turns {
  readonly #depth: number;
  readonly #places = new Fifo<Step>();
  readonly #spare: Step[] = [];
  #newest: Step | undefined;
  #scheduled = 0;

  /** @param depth places of steps in flight */
  constructor(depth: number) {
    this.#depth = depth;
  }

  get inFlight(): number {
    return this.#places.length;
  }

  /** Whether the next step has to wait until one in flight returns. */
  get full(): boolean {
    return this.#places.length >= this.#depth;
  }

  /** The step in flight that was scheduled last. */
  get newest(): Step | undefined {
    return this.#places.length > 0 ? this.#newest : undefined;
  }

  /** A step to be filled; then `launch` or `spare` it. */
  next(now: Seconds): Step {
    const step = this.#spare.pop() ?? new Step();
    step.reset(this.#scheduled, now);
    return step;
  }

  launch(step: Step): void {
    this.#scheduled += 1;
    this.#newest = step;
    this.#places.push(step);
  }

  /** Whether `step` is the oldest in flight. */
  comesNext(step: Step): boolean {
    return this.#places.peek() === step;
  }

  /** The oldest step gives its place back. */
  return(step: Step): void {
    const oldest = this.#places.shift();
    invariant(oldest === step, () => `step ${step.index} returned out of order`);
  }

  /** A step that nobody looks at any more can be one again. */
  spare(step: Step): void {
    this.#spare.push(step);
  }
}
