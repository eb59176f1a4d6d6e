/** The steps of a window: what each computed, how long it took, and why. */
import { causes, emptyShape, type StepShape } from "../../cost/cost.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Simulation } from "../../simulation.ts";
import type { Seconds } from "../../units.ts";
import { Table } from "../table.ts";
import type { StepColumns } from "./details.ts";
import { engineAt } from "./engine-at.ts";
import { Replay, type ReplayOptions } from "./replay.ts";
import { type WindowAsked, WindowWatcher } from "./window-watcher.ts";

/** Which steps: those of one engine whose tiles, in any stage, touch the time between. */
export interface StepWindow extends WindowAsked {
  engine: number;
}

/** Replays the steps of a window. */
export class StepReplay extends Replay<StepColumns> {
  constructor(scenario: Scenario, asked: StepWindow, options: ReplayOptions = {}) {
    super(scenario, new StepWatcher(asked), options);
  }
}

const shapeFields = Object.keys(emptyShape()) as (keyof StepShape)[];

const stepColumns = (rows: number) => ({
  index: new Int32Array(rows),
  begin: new Float64Array(rows),
  end: new Float64Array(rows),
  byCause: new Float64Array(causes.length * rows),
  idle: new Float64Array(rows),
  outputTokens: new Int32Array(rows),
  running: new Int32Array(rows),
  waiting: new Int32Array(rows),
  kvBlocks: new Int32Array(rows),
});

const stageColumns = (stages: number) => (rows: number) => ({
  begin: new Float64Array(stages * rows),
  end: new Float64Array(stages * rows),
  byCause: new Float64Array(causes.length * stages * rows),
});

const shapeColumns = (rows: number) =>
  Object.fromEntries(shapeFields.map((field) => [field, new Float64Array(rows)])) as {
    [K in keyof StepShape]: Float64Array;
  };

/** When a step begins in the first stage of a pipeline, and when it ends in the last. */
const enters = ({ stages: [first], begin }: Step): Seconds =>
  Math.min(begin, first?.begin ?? begin);
const leaves = ({ stages, end }: Step): Seconds => Math.max(end, stages.at(-1)?.end ?? end);

class StepWatcher extends WindowWatcher<StepColumns> {
  readonly #asked: StepWindow;
  readonly #steps = new Table(stepColumns);
  readonly #shapes = new Table(shapeColumns);
  /** Stages of the engine, as its first step tells. */
  #stages = 0;
  #tiles = new Table(stageColumns(0));

  constructor(asked: StepWindow) {
    super(asked);
    this.#asked = asked;
  }

  begin({ engines }: Simulation): void {
    engineAt(engines, this.#asked.engine);
  }

  protected touches(step: Step, engine: EngineView): boolean {
    const { from, to } = this.#asked;
    return engine.index === this.#asked.engine && leaves(step) > from && enters(step) <= to;
  }

  answer(): StepColumns {
    const { engine } = this.#asked;
    const { count: _, ...shape } = this.#shapes.copy();
    const stages = { ...this.#tiles.copy(), count: this.#stages };
    return { engine, cut: this.cut, stages, shape, ...this.#steps.copy() };
  }

  protected add(step: Step, engine: EngineView): void {
    const row = this.#steps.add();
    const { columns } = this.#steps;
    columns.index[row] = step.index;
    columns.begin[row] = step.begin;
    columns.end[row] = step.end;
    columns.byCause.set(step.byCause, causes.length * row);
    columns.idle[row] = step.idle;
    columns.outputTokens[row] = step.outputTokens;
    columns.running[row] = engine.running;
    columns.waiting[row] = engine.waiting;
    columns.kvBlocks[row] = engine.kvBlocksHeld;
    this.#shapes.add();
    for (const field of shapeFields) this.#shapes.columns[field][row] = step.shape[field];
    this.#addTiles(step);
  }

  #addTiles({ stages }: Step): void {
    if (stages.length === 0) return;
    if (this.#stages === 0) {
      this.#stages = stages.length;
      this.#tiles = new Table(stageColumns(stages.length));
    }
    const row = this.#tiles.add();
    for (const [stage, { begin, end, byCause }] of stages.entries()) {
      const entry = row * stages.length + stage;
      this.#tiles.columns.begin[entry] = begin;
      this.#tiles.columns.end[entry] = end;
      this.#tiles.columns.byCause.set(byCause, causes.length * entry);
    }
  }
}
