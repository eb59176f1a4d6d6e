/** The steps of several engines side by side: who worked when in a window, and who waited. */
import { CAUSE } from "../../cost/cost.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Simulation } from "../../simulation.ts";
import { Table } from "../table.ts";
import type { TileColumns } from "./details.ts";
import { engineAt } from "./engine-at.ts";
import { Replay, type ReplayOptions } from "./replay.ts";
import { type WindowAsked, WindowWatcher } from "./window-watcher.ts";

/** Which steps: those of these engines that touch the time between. */
export interface TileWindow extends WindowAsked {
  engines: readonly number[];
}

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

class TileWatcher extends WindowWatcher<TileColumns> {
  readonly #asked: TileWindow;
  readonly #tiles = new Table(tileColumns);

  constructor(asked: TileWindow) {
    super(asked);
    this.#asked = asked;
  }

  begin({ engines }: Simulation): void {
    for (const engine of this.#asked.engines) engineAt(engines, engine);
  }

  protected touches({ begin, end }: Step, { index: engine }: EngineView): boolean {
    const { engines, from, to } = this.#asked;
    return end > from && begin <= to && engines.includes(engine);
  }

  answer(): TileColumns {
    return { cut: this.cut, ...this.#tiles.copy() };
  }

  protected add({ index, begin, end, byCause, shape }: Step, { index: engine }: EngineView): void {
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
