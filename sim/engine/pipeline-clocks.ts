/**
 * The clocks of a pipeline: each stage is a resource that takes the steps in their order.
 *
 * A stage works on a step once the stage before has sent it, its worker has prepared it, and the
 * step before has left. Read in vLLM 0.26: a worker learns of a step when the worker before it has
 * launched it, so launches add over the stages; and what is sent travels beside the work of both.
 *
 * A stage's time is told whole. It is in a bubble while it waits for another stage that has a step;
 * the rest of its waiting is the network's, the host's, or nobody's where there is nothing to do.
 */
import {
  CAUSE,
  type Cost,
  emptyShape,
  keepDecodes,
  type StageCost,
  type StepShape,
} from "../cost/cost.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import { emptyTile, type Step } from "./step.ts";

/** One stage and its worker. */
interface Stage {
  readonly cost: StageCost;
  /** When the stage is done with the last step laid, and its worker has launched it. */
  doneAt: Seconds;
  workerFreeAt: Seconds;
  /** When the worker launches the step that is being laid. */
  launched: Seconds;
}

export class PipelineClocks {
  /** When the host can make the next step. */
  hostFreeAt: Seconds = 0;
  /** When the last step laid ends. */
  lastEnd: Seconds = 0;
  /** Nothing to do: the time until the next step is nobody's. */
  resting = true;
  readonly #cost: Cost;
  readonly #stages: readonly Stage[];
  readonly #decodesAlone = emptyShape();

  constructor(cost: Cost) {
    const { stages = [] } = cost;
    this.#cost = cost;
    this.#stages = stages.map((stage) => ({
      cost: stage,
      doneAt: 0,
      workerFreeAt: 0,
      launched: 0,
    }));
  }

  /** Lays the tiles of a step made `now`, stage after stage, and splits them by cause. */
  lay(step: Step, now: Seconds): void {
    const { shape, stages } = step;
    while (stages.length < this.#stages.length) stages.push(emptyTile());
    step.idle = this.resting ? now - this.lastEnd : 0;
    step.begin = Math.max(this.#stages[0]!.doneAt, now, step.inputs);
    const endAlone = shape.prefills > 0 ? this.#leadDecodes(step) : 0;
    step.end = this.#lead(step, shape, step.byCause);
    step.returned = step.end;
    for (const [index, stage] of this.#stages.entries()) {
      stage.doneAt = stages[index]!.end;
      stage.workerFreeAt = stage.launched;
    }
    this.hostFreeAt = now + this.#cost.prepare(shape);
    this.lastEnd = step.end;
    this.resting = false;
    if (shape.prefills === 0) return;
    invariant(endAlone <= step.end, () => `step ${step.index}: its decodes alone outlast it`);
    step.othersPrefill = step.end - endAlone;
  }

  /** The way that the decodes of a step had gone without its prompts. Returns its end. */
  #leadDecodes(step: Step): Seconds {
    if (step.shape.decodes === 0) {
      step.decodesByCause.fill(0);
      return step.begin;
    }
    const alone = this.#decodesAlone;
    keepDecodes(alone, step.shape);
    return this.#lead(step, alone, step.decodesByCause);
  }

  /**
   * Leads a shape through the stages: writes the tiles of `step`, and into `byCause` what its way
   * from `step.begin` on is spent on. Returns when it leaves the last stage.
   */
  #lead(step: Step, shape: StepShape, byCause: Float64Array): Seconds {
    byCause.fill(0);
    const { idle } = step;
    let launched = step.scheduled + this.#cost.prepare(shape);
    let left = Math.max(step.scheduled, step.inputs);
    const work = this.#cost.work?.(shape, left < this.lastEnd) ?? 0;
    /** How long there was no step in any stage. */
    let empty = Math.max(0, left - this.lastEnd);
    for (const [index, stage] of this.#stages.entries()) {
      const { cost, doneAt, workerFreeAt } = stage;
      const tile = step.stages[index]!;
      const arrived = left + cost.receive(shape);
      const prepared = Math.max(launched, workerFreeAt) + work;
      launched = prepared + cost.launch(shape);
      const begin = Math.max(doneAt, arrived, prepared);
      const gpu = cost.gpu(shape, tile.byCause);
      const end = Math.max(begin + gpu, launched);
      for (let cause = 0; cause < byCause.length; cause++) byCause[cause]! += tile.byCause[cause]!;
      const notPrepared = begin - Math.max(doneAt, arrived);
      const launching = end - begin - gpu;
      byCause[CAUSE.host]! += notPrepared + launching;
      const sent = Math.max(0, arrived - Math.max(doneAt, left));
      tile.begin = begin;
      tile.end = end;
      tile.byCause[CAUSE.idle] = idle;
      tile.byCause[CAUSE.host] = empty - idle + notPrepared + launching;
      tile.byCause[CAUSE.collectives]! += sent;
      tile.byCause[CAUSE.bubble] = begin - doneAt - empty - notPrepared - sent;
      if (index === 0) {
        step.prepared = prepared;
        step.launched = launched;
        empty = Math.max(0, begin - this.lastEnd);
      } else {
        byCause[CAUSE.collectives]! += arrived - left;
        byCause[CAUSE.bubble]! += Math.max(0, doneAt - arrived);
      }
      stage.launched = launched;
      left = end;
    }
    return left;
  }
}
