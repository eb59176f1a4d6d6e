/**
 * The track of one engine on the timeline: its time laid out, interval by interval.
 *
 * Whatever is told of an engine lasts: a level until the next event, a step from the begin to the
 * end of its tile. So each is a rate, rows are sums of rate × time, a step that straddles intervals
 * is split in proportion, and merging neighbours is adding them.
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
const STEP_WIDTH = WIDTH - SUM.causes;

export class EngineTrack {
  readonly engine: EngineView;
  readonly #levels: Levels;
  readonly #inFlight = new Fifo<Step>();
  /** What the step under way does in a second: seconds by cause, steps, tokens. */
  readonly #rates = new Float64Array(STEP_WIDTH);
  #rows = new Float64Array(64 * WIDTH);

  constructor(engine: EngineView) {
    this.engine = engine;
    this.#levels = new Levels(engine);
    this.#take(undefined);
  }

  /** Time is laid out up to the instant at which it was scheduled. */
  stepScheduled(step: Step): void {
    this.#inFlight.push(step);
    if (this.#inFlight.length === 1) this.#take(step);
  }

  /** Adds what holds until `now`, tile by tile, to the intervals of that time. */
  layOut(now: Seconds, interval: Seconds): void {
    // A step's tile may be over before its output is taken in.
    for (let tile = this.#inFlight.peek(); tile && tile.end <= now; tile = this.#inFlight.peek()) {
      this.#layOutWithin(tile.end, interval);
      this.#inFlight.shift();
      this.#take(this.#inFlight.peek());
    }
    this.#layOutWithin(now, interval);
  }

  #layOutWithin(now: Seconds, interval: Seconds): void {
    const { since } = this.#levels;
    let index = Math.floor(since / interval);
    for (let at = since; at < now; index++) {
      const until = Math.min(now, (index + 1) * interval);
      this.#add(index, until - at);
      at = until;
    }
    this.#levels.since = now;
  }

  #add(index: number, seconds: Seconds): void {
    this.#reach(index);
    const rows = this.#rows;
    const rates = this.#rates;
    const { current } = this.#levels;
    const from = index * WIDTH;
    for (let i = 0; i < current.length; i++) rows[from + i]! += current[i]! * seconds;
    const work = from + SUM.causes;
    for (let i = 0; i < rates.length; i++) rows[work + i]! += rates[i]! * seconds;
  }

  /** What holds from `now` on; time is laid out up to there. */
  readLevels(now: Seconds): void {
    this.#levels.read(this.engine, now);
  }

  /** The sums of one interval. Ours, and valid until the next event. */
  row(index: number): Float64Array {
    this.#reach(index);
    return this.#rows.subarray(index * WIDTH, (index + 1) * WIDTH);
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

  /** From here on the engine works on this step, or on none. */
  #take(step: Step | undefined): void {
    const rates = this.#rates;
    rates.fill(0);
    if (step === undefined) {
      rates[CAUSE.idle] = 1;
      return;
    }
    // Tiles leave no gap while steps are in flight, so the one that is next begins at this instant.
    invariant(
      step.begin === this.#levels.since,
      () => `step ${step.index} begins at ${step.begin} s, taken at ${this.#levels.since} s`,
    );
    const length = step.end - step.begin;
    for (let i = 0; i < causes.length; i++) rates[i] = step.byCause[i]! / length;
    rates[SUM.steps - SUM.causes] = 1 / length;
    rates[SUM.computedTokens - SUM.causes] = step.shape.tokens / length;
    rates[SUM.outputTokens - SUM.causes] = step.outputTokens / length;
  }

  #reach(index: number): void {
    let length = this.#rows.length;
    while (length < (index + 1) * WIDTH) length *= 2;
    if (length > this.#rows.length) this.#rows = grown(this.#rows, length);
  }
}
