/**
 * The track of one engine on the timeline: its time laid out, interval by interval.
 *
 * A level lasts until it is read again, and a step from the begin to the end of its tile. So rows
 * are sums of level × time and of shares of steps; what straddles intervals is split in proportion,
 * and merging neighbours is adding them.
 */
import { CAUSE, causes } from "../cost/cost.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { Fifo } from "../kernel/fifo.ts";
import { grown } from "../kernel/grown.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import { Levels, levels } from "./levels.ts";

/** What a row sums: level × seconds, then seconds by cause, then what steps did. */
export const SUM = {
  levels: 0,
  causes: levels.length,
  steps: levels.length + causes.length,
  computedTokens: levels.length + causes.length + 1,
  outputTokens: levels.length + causes.length + 2,
} as const;
const WIDTH = SUM.outputTokens + 1;

export class EngineTrack {
  readonly engine: EngineView;
  readonly #levels: Levels;
  /** Steps whose tiles are not laid out to their ends. */
  readonly #inFlight = new Fifo<Step>();
  /** Up to here tiles, and the idle time between them, are laid out. */
  #laidOut: Seconds = 0;
  #rows = new Float64Array(64 * WIDTH);

  constructor(engine: EngineView) {
    this.engine = engine;
    this.#levels = new Levels(engine);
  }

  /** Its tile follows the one before it, or time in which there was nothing to do. */
  stepScheduled(step: Step, interval: Seconds): void {
    if (this.#inFlight.length === 0) this.#layOutIdle(step.begin, interval);
    this.#inFlight.push(step);
  }

  /** A step has returned by now, and with it all whose tiles are over. */
  stepFinished(now: Seconds, interval: Seconds): void {
    for (let step = this.#inFlight.peek(); step && step.end <= now; step = this.#inFlight.peek()) {
      this.#layOutTile(step, step.end, interval);
      this.#inFlight.shift();
    }
  }

  /** Reads what holds from `now` on. */
  readLevels(now: Seconds, interval: Seconds): void {
    this.#layOutLevels(now, interval);
    this.#levels.read(this.engine, now);
  }

  /** Lays out all that is known up to `now`, which may be in the midst of a tile. */
  layOut(now: Seconds, interval: Seconds): void {
    this.stepFinished(now, interval);
    const step = this.#inFlight.peek();
    if (step === undefined) this.#layOutIdle(now, interval);
    else this.#layOutTile(step, now, interval);
    this.#layOutLevels(now, interval);
  }

  /** The sums of one interval. Ours, and valid until the next event. */
  row(index: number): Float64Array {
    const from = this.#reach(index);
    return this.#rows.subarray(from, from + WIDTH);
  }

  /** Neighbours become one: rows 2i and 2i + 1 are added into row i. */
  merge(): void {
    const rows = this.#rows;
    const half = rows.length / WIDTH / 2;
    for (let i = 0; i < half; i++) {
      for (let k = 0; k < WIDTH; k++) {
        rows[i * WIDTH + k] = rows[2 * i * WIDTH + k]! + rows[(2 * i + 1) * WIDTH + k]!;
      }
    }
    rows.fill(0, half * WIDTH);
  }

  #layOutLevels(now: Seconds, interval: Seconds): void {
    const { since, current } = this.#levels;
    let index = Math.floor(since / interval);
    for (let at = since; at < now; index++) {
      const until = Math.min(now, (index + 1) * interval);
      const from = this.#reach(index);
      const rows = this.#rows;
      for (let i = 0; i < current.length; i++) rows[from + i]! += current[i]! * (until - at);
      at = until;
    }
    this.#levels.since = now;
  }

  #layOutTile(step: Step, now: Seconds, interval: Seconds): void {
    // Tiles leave no gap while steps are in flight.
    invariant(
      step.begin <= this.#laidOut,
      () => `step ${step.index} begins at ${step.begin} s, taken at ${this.#laidOut} s`,
    );
    const length = step.end - step.begin;
    let index = Math.floor(this.#laidOut / interval);
    for (let at = this.#laidOut; at < now; index++) {
      const until = Math.min(now, (index + 1) * interval);
      this.#addWork(index, step, (until - at) / length);
      at = until;
    }
    this.#laidOut = now;
  }

  #addWork(index: number, { byCause, shape, outputTokens }: Step, share: number): void {
    const from = this.#reach(index);
    const rows = this.#rows;
    for (let i = 0; i < byCause.length; i++) rows[from + SUM.causes + i]! += byCause[i]! * share;
    rows[from + SUM.steps]! += share;
    rows[from + SUM.computedTokens]! += shape.tokens * share;
    rows[from + SUM.outputTokens]! += outputTokens * share;
  }

  #layOutIdle(now: Seconds, interval: Seconds): void {
    let index = Math.floor(this.#laidOut / interval);
    for (let at = this.#laidOut; at < now; index++) {
      const until = Math.min(now, (index + 1) * interval);
      this.#rows[this.#reach(index) + SUM.causes + CAUSE.idle]! += until - at;
      at = until;
    }
    this.#laidOut = now;
  }

  /** Where the row of an interval begins. */
  #reach(index: number): number {
    const from = index * WIDTH;
    let length = this.#rows.length;
    while (length < from + WIDTH) length *= 2;
    if (length > this.#rows.length) this.#rows = grown(this.#rows, length);
    return from;
  }
}
