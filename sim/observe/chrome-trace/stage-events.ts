/**
 * What a trace keeps of the stages of one engine: each step's tile in each of them, and the bubbles
 * between: a stage waits while another one works.
 *
 * Where no stage has anything to do the engine idles, and nothing is told.
 */
import { CAUSE } from "../../cost/cost.ts";
import type { StageTile, Step } from "../../engine/step.ts";
import type { Seconds } from "../../units.ts";
import { Rows } from "../rows.ts";

/** Columns of a bubble's row: the stage that waits, from when to when, and for which step. */
export const BUBBLE = { stage: 0, begin: 1, end: 2, step: 3 } as const;

export class StageEvents {
  /** Stages of the engine: 0 where it is none, or has not worked yet. */
  count = 0;
  /** Begin and end of each stage's tile, a row a step. */
  tiles = new Rows(0);
  readonly bubbles = new Rows(4);
  /** When each stage is done with the steps so far, and when the last of them left the pipeline. */
  readonly #doneAt: Seconds[] = [];
  #emptyAt: Seconds = 0;
  readonly #from: Seconds;

  /** @param from begin of the window */
  constructor(from: Seconds) {
    this.#from = from;
  }

  /** There are so many stages, as the first step to be scheduled says. */
  begin(count: number): void {
    this.count = count;
    this.tiles = new Rows(2 * count);
    for (let stage = 0; stage < count; stage++) this.#doneAt.push(0);
  }

  /** A step has returned. Returns how many events it made: none where it is not told. */
  add({ index, stages }: Step, told: boolean): number {
    if (stages.length === 0) return 0;
    let events = 0;
    if (told) {
      const row = this.tiles.add();
      for (const [stage, { begin, end }] of stages.entries()) {
        row[2 * stage] = begin;
        row[2 * stage + 1] = end;
        events += 1 + this.#addBubbles(stage, stages, index);
      }
    }
    for (const [stage, { end }] of stages.entries()) this.#doneAt[stage] = end;
    this.#emptyAt = stages.at(-1)!.end;
    return events;
  }

  /**
   * As long as its tile says, from the end of the one before; what is left once the pipeline was
   * empty, from when this step entered it. Then comes what waits for the host, or is being sent.
   */
  #addBubbles(stage: number, stages: readonly StageTile[], step: number): number {
    const bubble = stages[stage]!.byCause[CAUSE.bubble]!;
    const doneAt = this.#doneAt[stage]!;
    const entered = stages[0]!.begin;
    if (entered <= this.#emptyAt) return this.#addBubble(stage, [doneAt, doneAt + bubble], step);
    const drained = Math.min(doneAt + bubble, this.#emptyAt);
    const left = bubble - (drained - doneAt);
    return (
      this.#addBubble(stage, [doneAt, drained], step) +
      this.#addBubble(stage, [entered, entered + left], step)
    );
  }

  #addBubble(stage: number, [from, end]: readonly [Seconds, Seconds], step: number): number {
    const begin = Math.max(from, this.#from);
    if (end <= begin) return 0;
    this.bubbles.add().set([stage, begin, end, step]);
    return 1;
  }
}
