/** The steps of several engines side by side: who worked when in a window, and who waited. */
import { CAUSE } from "../../cost/cost.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { blind } from "../../observe/probe.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Simulation } from "../../simulation.ts";
import type { Seconds } from "../../units.ts";
import { Table } from "../table.ts";
import type { TileColumns } from "./details.ts";
import { engineAt } from "./engine-at.ts";
import { Replay, type ReplayOptions, type Watcher } from "./replay.ts";

/** Which steps: those of these engines that touch the time between. */
export interface TileWindow {
  engines: readonly number[];
  from: Seconds;
  to: Seconds;
  /** The most steps of all of them together; the first ones are told. */
  most?: number;
}

const MOST = 20_000;

/** Replays the steps of a window, engine beside engine. */
export class TileReplay extends Replay<TileColumns> {
  constructor(scenario: Scenario, asked: TileWindow, options: ReplayOptions = {}) {
    super(scenario, new TileWatcher(asked), options);
  }
}

const tileColumns = (rows: number) => ({
  engine: new Int32Array(rows),
  index: new Int32Array(rows),
  begin: new Float64Array(rows),
  end: new Float64Array(rows),
  idle: new Float64Array(rows),
  tokens: new Int32Array(rows),
  promptTokens: new Int32Array(rows),
});

class TileWatcher implements Watcher<TileColumns> {
  over = false;
  readonly #asked: TileWindow;
  readonly #most: number;
  readonly #tiles = new Table(tileColumns);
  #cut = false;

  readonly requestSubmitted = blind.requestSubmitted;
  readonly requestRefused = blind.requestRefused;
  readonly tokensFollowed = blind.tokensFollowed;
  readonly firstTokenArrived = blind.firstTokenArrived;
  readonly requestPreempted = blind.requestPreempted;
  readonly requestFinished = blind.requestFinished;
  readonly stepFinished = blind.stepFinished;

  constructor(asked: TileWindow) {
    this.#asked = asked;
    this.#most = asked.most ?? MOST;
  }

  begin({ engines }: Simulation): void {
    for (const engine of this.#asked.engines) engineAt(engines, engine);
  }

  stepScheduled(step: Step, { index: engine }: EngineView): void {
    const { engines, from, to } = this.#asked;
    // No engine schedules a step that begins before it.
    if (step.scheduled > to) this.over = true;
    if (step.end <= from || step.begin > to || !engines.includes(engine)) return;
    if (this.#tiles.count < this.#most) this.#add(step, engine);
    else {
      this.#cut = true;
      this.over = true;
    }
  }

  answer(): TileColumns {
    return { cut: this.#cut, ...this.#tiles.copy() };
  }

  #add({ index, begin, end, byCause, shape }: Step, engine: number): void {
    const row = this.#tiles.add();
    const { columns } = this.#tiles;
    columns.engine[row] = engine;
    columns.index[row] = index;
    columns.begin[row] = begin;
    columns.end[row] = end;
    columns.idle[row] = byCause[CAUSE.idle]!;
    columns.tokens[row] = shape.tokens;
    columns.promptTokens[row] = shape.prefillTokens;
  }
}
