/**
 * Turns: the steps of one engine in flight, and in a pipeline whose turn it is.
 *
 * A pipeline of p stages works on p steps at once, and a request is due again p turns after its
 * last token at the soonest; so requests fall into p groups that take turns. Read in vLLM 0.26: the
 * scheduler is asked turn after turn, each counts though nothing be found to compute, and an empty
 * turn holds one of the places in flight until all before it have returned.
 */
import { Fifo } from "../kernel/fifo.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { Step } from "./step.ts";

export class Turns {
  /** Groups of requests (a count) that take turns; 1 where every step is everybody's. */
  readonly groups: number;
  /** Steps in flight that compute something. */
  inFlight = 0;
  readonly #depth: number;
  readonly #places = new Fifo<Step>();
  readonly #spare: Step[] = [];
  #newest: Step | undefined;
  #scheduled = 0;
  #turn = 0;
  /** Empty turns since the last one that was not. */
  #emptied = 0;

  /** @param depth places of steps in flight */
  constructor(depth: number, groups: number) {
    this.#depth = depth;
    this.groups = groups;
  }

  /** Whether the next turn has to wait until a step in flight returns. */
  get full(): boolean {
    return this.#places.length >= this.#depth;
  }

  /** The step in flight that was scheduled last. */
  get newest(): Step | undefined {
    return this.inFlight > 0 ? this.#newest : undefined;
  }

  /** A step for the next turn, to be filled; then `launch` or `pass` it. */
  next(now: Seconds): Step {
    const step = this.#spare.pop() ?? new Step();
    step.reset(this.#scheduled, now);
    if (this.groups > 1) {
      step.turn = this.#turn;
      step.group = this.#turn % this.groups;
    }
    return step;
  }

  launch(step: Step): void {
    this.#scheduled += 1;
    this.#newest = step;
    this.inFlight += 1;
    this.#emptied = 0;
    this.#take(step);
  }

  /**
   * There is nothing to compute in `step`. Returns whether the next turn comes at once: where
   * groups take turns, as long as there is a place and `running` requests may be due.
   */
  pass(step: Step, running: number): boolean {
    if (this.groups === 1) {
      this.#spare.push(step);
      return false;
    }
    this.#emptied += 1;
    this.#take(step);
    if (this.inFlight > 0) return !this.full;
    while (this.#places.length > 0) this.#drop();
    return running > 0 && this.#emptied <= this.groups;
  }

  /** Whether `step` is the oldest in flight: empty turns before it are over. */
  comesNext(step: Step): boolean {
    if (this.groups > 1) while (this.#isEmpty(this.#places.peek())) this.#drop();
    return this.#places.peek() === step;
  }

  /** The oldest step gives its place back. */
  return(step: Step): void {
    const oldest = this.#places.shift();
    invariant(oldest === step, () => `step ${step.index} returned out of order`);
    this.inFlight -= 1;
  }

  /** A step that nobody looks at any more can be one again. */
  spare(step: Step): void {
    this.#spare.push(step);
  }

  /** The step in flight that draws the latest token of one that has none in its next turn. */
  lastOf({ lastTurn }: Request): Step | undefined {
    if (this.groups === 1) return this.newest;
    for (const step of this.#places) if (step.turn === lastTurn) return step;
    return undefined;
  }

  /** The group that the latest token of such a request came with. */
  groupOf({ lastTurn }: Request): number {
    return this.groups === 1 ? 0 : lastTurn % this.groups;
  }

  /** When the tokens are drawn that `step` goes on from, as far as they are in flight. */
  inputsOf({ turn, shape, pieces }: Step): Seconds {
    let latest = 0;
    for (const step of this.#places) {
      const draws = shape.decodes > 0 && step.turn + this.groups <= turn;
      // One that lost its cache computes its last token's keys, too.
      const isAgain = pieces.some(({ request, fresh }) => !fresh && request.lastTurn === step.turn);
      if (!this.#isEmpty(step) && (draws || isAgain)) latest = step.end;
    }
    return latest;
  }

  #take(step: Step): void {
    this.#turn += 1;
    this.#places.push(step);
    if (this.groups === 1) return;
    while (this.full && this.#isEmpty(this.#places.peek())) this.#drop();
  }

  #drop(): void {
    this.#spare.push(this.#places.shift()!);
  }

  #isEmpty(step: Step | undefined): boolean {
    return step !== undefined && step.shape.tokens === 0;
  }
}
