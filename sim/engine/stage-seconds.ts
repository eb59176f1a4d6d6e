/**
 * The seconds of a pipeline: what each stage did with its time, summed over stages.
 *
 * They are kept in stage-seconds, which stay on the grid of time; the engine's seconds are their
 * mean, rounded so that they sum to the mean of the whole and never fall.
 */
import { CAUSE, causes } from "../cost/cost.ts";
import { onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import type { Step } from "./step.ts";

export class StageSeconds {
  readonly #stages: number;
  /** Over all stages, in the order of `causes`. */
  readonly #total = new Float64Array(causes.length);
  /** Between the end of the last step that returned in each stage and its end in the last one. */
  #behind: Seconds = 0;
  readonly #mean = new Float64Array(causes.length);

  constructor(stages: number) {
    this.#stages = stages;
  }

  /** A step has returned: each stage's time up to the end of its tile is known. */
  add({ stages, end }: Step): void {
    this.#behind = 0;
    for (const tile of stages) {
      this.#behind += end - tile.end;
      for (let cause = 0; cause < causes.length; cause++) {
        this.#total[cause]! += tile.byCause[cause]!;
      }
    }
  }

  /**
   * Of a stage on average; each only ever grows. The array is ours and valid until it is asked for
   * again.
   *
   * @param empty whether stages have nothing else in them: they then wait for the last step's end
   */
  mean(empty: boolean): Readonly<Float64Array> {
    const mean = this.#mean;
    let [sum, told] = [0, 0];
    let [most, growth] = [0, 0];
    for (let cause = 0; cause < causes.length; cause++) {
      const total = this.#total[cause]! + (empty && cause === CAUSE.bubble ? this.#behind : 0);
      const grown = Math.max(0, onGrid(total / this.#stages) - mean[cause]!);
      if (grown > growth) [most, growth] = [cause, grown];
      mean[cause]! += grown;
      told += mean[cause]!;
      sum += total;
    }
    // A few ticks, that what has grown most takes on itself.
    const rest = onGrid(sum / this.#stages) - told;
    if (growth + rest >= 0) mean[most]! += rest;
    return mean;
  }
}
