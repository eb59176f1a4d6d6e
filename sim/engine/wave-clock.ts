/**
 * The clock of ranks that share experts: a wave is one step of each, and they go through it
 * together.
 *
 * Workers agree on the size of the wave before they launch it, and experts wait for the tokens of
 * all ranks, layer after layer: so all begin when the last one is ready, and end when the slowest
 * one does. What a rank waits for the slowest is idle time within its step.
 *
 * Read in vLLM 0.26 (`coordinate_batch_across_dp`): one rank that launches kernel by kernel makes
 * all do so; otherwise all are padded to the CUDA graph of the busiest. Ranks with nothing to do
 * compute a token for nobody.
 */
import { CAUSE, type Cost, causes, emptyShape, keepDecodes, type StepShape } from "../cost/cost.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds, Tokens } from "../units.ts";
import { LargestTwo } from "./largest-two.ts";
import type { Step } from "./step.ts";

/** Tokens that a rank with nothing to do computes. */
export const DUMMY_TOKENS: Tokens = 1;

export class WaveClock {
  /** When every rank's host can make its next step. */
  hostFreeAt: Seconds = 0;
  /** When workers have launched the last wave laid, all at once. */
  launchedAt: Seconds = 0;
  /** When the last wave ends, one of dummies included. */
  lastEnd: Seconds = 0;
  /** Nobody computes anything: the time until the next wave is nobody's. */
  resting = true;
  readonly #cost: Cost;
  readonly #ranks: number;
  /** When the last step of each rank ends. */
  readonly #lastEnds: Float64Array;
  readonly #alone = emptyShape();

  // Of the wave that is laid, of its busiest rank and of the next one after it.
  #tokens = 0;
  readonly #most = new LargestTwo();
  readonly #gpu = new LargestTwo();
  readonly #gpus: Float64Array;
  readonly #prepared = new LargestTwo();
  readonly #launch = new LargestTwo();

  constructor(cost: Cost, ranks: number) {
    this.#cost = cost;
    this.#ranks = ranks;
    this.#lastEnds = new Float64Array(ranks);
    this.#gpus = new Float64Array(ranks);
  }

  /**
   * Lays the tiles of a wave made `now`: of the steps that are not dummies, each with its rank.
   * Returns when it ends.
   */
  lay(steps: readonly Step[], ranks: readonly number[], now: Seconds): Seconds {
    const begin = this.resting ? now : this.lastEnd;
    this.resting = false;
    const workersFreeAt = this.launchedAt;
    this.#size(steps, ranks);
    this.#price(steps, ranks, now);
    const prepared = this.#prepared.most;
    const launched = prepared + this.#launch.most;
    const gpu = this.#gpu.most;
    const end = Math.max(Math.max(begin, prepared) + gpu, launched);
    const host = end - begin - gpu;
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i]!;
      const rank = ranks[i]!;
      step.prepared = prepared;
      step.launched = launched;
      step.begin = begin;
      step.end = end;
      step.returned = end;
      step.idle = begin - this.#lastEnds[rank]!;
      this.#lastEnds[rank] = end;
      step.byCause[CAUSE.host] = host;
      step.byCause[CAUSE.idle] = gpu - this.#gpus[i]!;
      if (step.shape.prefills > 0) this.#layForDecodes(step, rank, { now, workersFreeAt });
    }
    this.launchedAt = launched;
    this.lastEnd = end;
    return end;
  }

  /** How long a wave lasts in which no rank has anything to do. */
  dummyWave(): Seconds {
    const shape = emptyShape();
    shape.tokens = shape.decodes = shape.decodeContext = shape.sampled = DUMMY_TOKENS;
    this.#spread(shape, DUMMY_TOKENS, this.#ranks * DUMMY_TOKENS);
    const gpu = this.#cost.gpu(shape, new Float64Array(causes.length));
    const host = (this.#cost.work?.(shape) ?? 0) + this.#cost.launch(shape);
    return Math.max(gpu, host);
  }

  /** Tells each step how much all ranks compute together. */
  #size(steps: readonly Step[], ranks: readonly number[]): void {
    this.#most.clear();
    let tokens = 0;
    for (let i = 0; i < steps.length; i++) {
      const of = steps[i]!.shape.tokens;
      tokens += of;
      this.#most.add(of, ranks[i]!);
    }
    const dummies = this.#ranks - steps.length;
    if (dummies > 0) this.#most.add(DUMMY_TOKENS, -1);
    this.#tokens = tokens + dummies * DUMMY_TOKENS;
    for (const { shape } of steps) this.#spread(shape, this.#most.most, this.#tokens);
  }

  /** Of a wave whose busiest rank has `most` tokens, and all together `tokens`. */
  #spread(shape: StepShape, most: Tokens, tokens: Tokens): void {
    const graph = this.#cost.graph?.(most);
    shape.waveMost = graph ?? most;
    shape.waveTokens = graph === undefined ? tokens : graph * this.#ranks;
  }

  /** What each rank needs by itself. */
  #price(steps: readonly Step[], ranks: readonly number[], now: Seconds): void {
    const cost = this.#cost;
    this.#gpu.clear();
    this.#prepared.clear();
    this.#launch.clear();
    this.hostFreeAt = now;
    for (let i = 0; i < steps.length; i++) {
      const { shape, byCause } = steps[i]!;
      const rank = ranks[i]!;
      const gpu = cost.gpu(shape, byCause);
      this.#gpus[i] = gpu;
      this.#gpu.add(gpu, rank);
      const scheduled = now + cost.prepare(shape);
      if (scheduled > this.hostFreeAt) this.hostFreeAt = scheduled;
      this.#prepared.add(this.#preparedAt(shape, scheduled, this.launchedAt), rank);
      this.#launch.add(cost.launch(shape), rank);
    }
  }

  /** When the inputs of a rank are ready: workers begin once they have launched the wave before. */
  #preparedAt(shape: StepShape, scheduled: Seconds, workersFreeAt: Seconds): Seconds {
    return Math.max(scheduled, workersFreeAt) + (this.#cost.work?.(shape) ?? 0);
  }

  /**
   * The tile as those who decode in it live it: what it had been, by cause, without the prompts of
   * their own rank, while the other ranks do as they do; and the rest, which those prompts took.
   */
  #layForDecodes(
    step: Step,
    rank: number,
    { now, workersFreeAt }: { now: Seconds; workersFreeAt: Seconds },
  ): void {
    const { begin, end, shape, decodesByCause } = step;
    decodesByCause.fill(0);
    step.othersPrefill = end - begin;
    if (shape.decodes === 0) return;
    const alone = this.#alone;
    keepDecodes(alone, shape);
    const tokens = this.#tokens - shape.prefillTokens;
    this.#spread(alone, Math.max(this.#most.besides(rank), shape.decodes), tokens);
    // Padding may make more of a smaller wave; those who had it larger do not pay for that.
    alone.waveMost = Math.min(alone.waveMost, shape.waveMost);
    alone.waveTokens = Math.min(alone.waveTokens, shape.waveTokens);
    const cost = this.#cost;
    const own = cost.gpu(alone, decodesByCause);
    const gpu = Math.max(own, this.#gpu.besides(rank));
    const scheduled = now + cost.prepare(alone);
    const ready = this.#preparedAt(alone, scheduled, workersFreeAt);
    const prepared = Math.max(ready, this.#prepared.besides(rank));
    const launched = prepared + Math.max(cost.launch(alone), this.#launch.besides(rank));
    const endAlone = Math.max(Math.max(begin, prepared) + gpu, launched);
    invariant(endAlone <= end, () => `step ${step.index}: its decodes alone outlast it`);
    decodesByCause[CAUSE.host] = endAlone - begin - gpu;
    decodesByCause[CAUSE.idle] = gpu - own;
    step.othersPrefill = end - endAlone;
  }
}
