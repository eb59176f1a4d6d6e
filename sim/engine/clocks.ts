/**
 * The two clocks of an engine: the host prepares and launches steps one after the other, the GPU
 * executes them in order, and a step ends when both have done their part.
 *
 * Each step gets its tile of time behind the one before it. What the host adds between two steps
 * belongs to the later one; time in which there was nothing to do belongs to nobody.
 */
import { CAUSE, type Cost, emptyShape, keepDecodes, type StepShape } from "../cost/cost.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Step } from "./step.ts";

export class Clocks {
  /** When the host can make the next step. */
  hostFreeAt: Seconds = 0;
  /** When the last step laid ends. */
  lastEnd: Seconds = 0;
  /** Nothing to do: the time until the next step is nobody's. */
  resting = true;
  /** When workers have launched the last step laid. */
  #workersFreeAt: Seconds = 0;
  readonly #cost: Cost;
  readonly #decodesAlone = emptyShape();

  constructor(cost: Cost) {
    this.#cost = cost;
  }

  /**
   * Lays the tile of a step made `now`, and splits it by cause.
   *
   * @param before the step in flight before it. One process launches steps and takes their outputs
   *   in by turns (vLLM's `step_with_batch_queue`), so its output waits until this one is launched;
   *   workers launch beside the process that takes it in.
   */
  lay(step: Step, now: Seconds, before: Step | undefined): void {
    const { shape, byCause } = step;
    const workersFreeAt = this.#workersFreeAt;
    step.begin = this.resting ? now : this.lastEnd;
    step.idle = step.begin - this.lastEnd;
    this.resting = false;
    const gpu = this.#cost.gpu(shape, byCause);
    const scheduled = now + this.#cost.prepare(shape);
    const prepared = this.#preparedAt(shape, scheduled, workersFreeAt);
    const launched = prepared + this.#cost.launch(shape);
    const blocks = this.#cost.work === undefined;
    this.hostFreeAt = blocks ? launched : scheduled;
    this.#workersFreeAt = launched;
    step.prepared = prepared;
    step.launched = launched;
    step.end = Math.max(Math.max(step.begin, prepared) + gpu, launched);
    byCause[CAUSE.host] = step.end - step.begin - gpu;
    this.lastEnd = step.end;
    step.returned = step.end;
    if (before !== undefined && blocks) before.returned = Math.max(before.end, launched);
    if (shape.prefills > 0) this.#layForDecodes(step, now, workersFreeAt);
  }

  /** When the inputs of a step are ready: workers begin once they have launched the one before. */
  #preparedAt(shape: StepShape, scheduled: Seconds, workersFreeAt: Seconds): Seconds {
    const { work } = this.#cost;
    return work === undefined ? scheduled : Math.max(scheduled, workersFreeAt) + work(shape);
  }

  /**
   * The tile as those who decode in it live it: what it had cost without the prompts, by cause, and
   * the rest, which those prompts took.
   */
  #layForDecodes(step: Step, now: Seconds, workersFreeAt: Seconds): void {
    const { begin, end, decodesByCause } = step;
    const alone = this.#decodesAlone;
    keepDecodes(alone, step.shape);
    let endAlone = begin;
    if (alone.decodes > 0) {
      const gpu = this.#cost.gpu(alone, decodesByCause);
      const scheduled = now + this.#cost.prepare(alone);
      const prepared = this.#preparedAt(alone, scheduled, workersFreeAt);
      const launched = prepared + this.#cost.launch(alone);
      endAlone = Math.max(Math.max(begin, prepared) + gpu, launched);
      decodesByCause[CAUSE.host] = endAlone - begin - gpu;
    } else decodesByCause.fill(0);
    invariant(endAlone <= end, () => `step ${step.index}: its decodes alone outlast it`);
    step.othersPrefill = end - endAlone;
  }
}
