/**
 * The track of one engine on the timeline: its time laid out, interval by interval.
 *
 * A level lasts until it is read again, and a step from the begin to the end of its tile. So rows
 * are sums of level × time and of shares of steps; what straddles intervals is split in proportion,
 * and merging neighbours is adding them. Each stage of a pipeline is a lane of its own, and the
 * engine's time is the mean of theirs.
 */
import { CAUSE, causes } from "../cost/cost.ts";
import type { StageTile, Step } from "../engine/step.ts";
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

/** The time of one stage; of the whole engine where it has but one. */
interface Lane {
  /** Steps whose tiles are not laid out to their ends. */
  readonly inFlight: Fifo<Step>;
  /** Up to here tiles, and the idle time between them, are laid out. */
  laidOut: Seconds;
  /** Where the last tile ended, and where the next one is laid out from, to its end. */
  doneAt: Seconds;
  from: Seconds;
  /** Of the next tile's bubble, what was laid out before. */
  told: Seconds;
}

/** What a step does in a stage; an engine of one stage has it all in one tile. */
const tileOf = (step: Step, stage: number): StageTile => step.stages[stage] ?? step;

export class EngineTrack {
  readonly engine: EngineView;
  readonly #levels: Levels;
  readonly #lanes: Lane[] = [];
  /** When the last step leaves, as far as is known. */
  #emptyAt: Seconds = 0;
  #rows = new Float64Array(64 * WIDTH);

  constructor(engine: EngineView) {
    this.engine = engine;
    this.#levels = new Levels(engine);
  }

  /** Its tile follows the one before it, or time in which there was nothing to do. */
  stepScheduled(step: Step, interval: Seconds): void {
    const { laidOut = 0 } = this.#lanes[0] ?? {};
    while (this.#lanes.length < Math.max(1, step.stages.length)) this.#lanes.push(newLane(laidOut));
    for (const lane of this.#lanes) {
      if (lane.inFlight.length === 0) this.#beginTile(lane, step, interval);
      lane.inFlight.push(step);
    }
    this.#emptyAt = step.end;
  }

  /** The next tile of a stage that had none in hand. */
  #beginTile(lane: Lane, { begin, idle, stages }: Step, interval: Seconds): void {
    if (stages.length === 0) {
      this.#layOutWait(lane, begin, interval);
      lane.from = begin;
      return;
    }
    // A stage's tile tells how it waited, too: until it could have begun, that is laid out here.
    if (idle > 0) this.#layOutWait(lane, this.#emptyAt + idle, interval);
    lane.from = lane.laidOut;
    lane.told = lane.from - lane.doneAt - idle;
  }

  /** A step has returned by now, and with it all whose tiles are over. */
  stepFinished(now: Seconds, interval: Seconds): void {
    for (const [stage, lane] of this.#lanes.entries()) {
      for (let step = lane.inFlight.peek(); step !== undefined; step = lane.inFlight.peek()) {
        const { end } = tileOf(step, stage);
        if (end > now) break;
        this.#layOutTile(stage, end, interval);
        lane.inFlight.shift();
        lane.doneAt = end;
        lane.from = end;
        lane.told = 0;
      }
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
    // Where nothing was ever done there is one lane of idle time.
    if (this.#lanes.length === 0) this.#lanes.push(newLane(0));
    for (const [stage, lane] of this.#lanes.entries()) {
      if (lane.inFlight.length === 0) this.#layOutWait(lane, now, interval);
      else this.#layOutTile(stage, now, interval);
    }
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

  #layOutTile(stage: number, now: Seconds, interval: Seconds): void {
    const lane = this.#lanes[stage]!;
    const step = lane.inFlight.peek()!;
    const tile = tileOf(step, stage);
    // Tiles leave no gap while steps are in flight.
    invariant(
      step.stages.length > 0 || step.begin <= lane.laidOut,
      () => `step ${step.index} begins at ${step.begin} s, taken at ${lane.laidOut} s`,
    );
    const length = tile.end - lane.from;
    let index = Math.floor(lane.laidOut / interval);
    for (let at = lane.laidOut; at < now; index++) {
      const until = Math.min(now, (index + 1) * interval);
      this.#addWork(index, stage, (until - at) / length);
      at = until;
    }
    lane.laidOut = now;
  }

  #addWork(index: number, stage: number, ofTile: number): void {
    const from = this.#reach(index);
    const rows = this.#rows;
    const lane = this.#lanes[stage]!;
    const step = lane.inFlight.peek()!;
    const { byCause } = tileOf(step, stage);
    const share = ofTile / this.#lanes.length;
    for (let i = 0; i < byCause.length; i++) rows[from + SUM.causes + i]! += byCause[i]! * share;
    if (step.stages.length > 0) {
      // How a stage waited is in its tile, and laid out in part.
      rows[from + SUM.causes + CAUSE.bubble]! -= lane.told * share;
      rows[from + SUM.causes + CAUSE.idle]! -= byCause[CAUSE.idle]! * share;
    }
    rows[from + SUM.steps]! += share;
    rows[from + SUM.computedTokens]! += step.shape.tokens * share;
    rows[from + SUM.outputTokens]! += step.outputTokens * share;
  }

  /** A stage without a step waits for those that are in others, and then there is nothing to do. */
  #layOutWait(lane: Lane, now: Seconds, interval: Seconds): void {
    let index = Math.floor(lane.laidOut / interval);
    for (let at = lane.laidOut; at < now; ) {
      const cause = at < this.#emptyAt ? CAUSE.bubble : CAUSE.idle;
      const edge = (index + 1) * interval;
      const until = Math.min(now, edge, cause === CAUSE.bubble ? this.#emptyAt : now);
      // Reached first: the rows may grow.
      const from = this.#reach(index);
      this.#rows[from + SUM.causes + cause]! += (until - at) / this.#lanes.length;
      if (until === edge) index += 1;
      at = until;
    }
    lane.laidOut = now;
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

const newLane = (laidOut: Seconds): Lane => ({
  inFlight: new Fifo(),
  laidOut,
  doneAt: 0,
  from: 0,
  told: 0,
});
