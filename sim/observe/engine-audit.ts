/** The audit of one engine: its requests, its cache, its steps. */
import { CAUSE } from "../cost/cost.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";

export class EngineAudit {
  readonly #engine: EngineView;
  /** Submitted and not finished. */
  readonly #open = new Set<Request>();
  readonly #inFlight: Step[] = [];
  /** The index of the next step to schedule, and the end of the tile before it. */
  #nextStep = 0;
  #lastEnd: Seconds = 0;
  /** In each stage of a pipeline, the end of the tile before it. */
  readonly #lastEnds: Seconds[] = [];
  /** The latest instant on the clients' clock. */
  #delivered: Seconds = 0;

  constructor(engine: EngineView) {
    this.#engine = engine;
  }

  submit(request: Request): void {
    this.#promise(!this.#open.has(request), () => `request ${request.id} came twice`);
    this.#open.add(request);
  }

  preempt(request: Request): void {
    this.#promise(this.#open.has(request), () => `request ${request.id} preempted, not here`);
  }

  leave(request: Request): void {
    this.#promise(this.#open.delete(request), () => `request ${request.id} left, not here`);
  }

  deliver(now: Seconds): void {
    this.#promise(
      now >= this.#delivered,
      () => `clients' time ran back from ${this.#delivered} s to ${now} s`,
    );
    this.#delivered = now;
  }

  schedule(step: Step): void {
    const { begin, end, idle, index, scheduled } = step;
    this.#promise(index === this.#nextStep, () => `step ${index} came for ${this.#nextStep}`);
    const follows = step.stages.length > 0 ? end >= this.#lastEnd : begin === this.#lastEnd + idle;
    this.#promise(
      idle >= 0 && follows && begin >= scheduled && end >= begin,
      () =>
        `step ${index}, scheduled at ${scheduled} s, has a tile from ${begin} to ${end} s, ` +
        `${idle} s after ${this.#lastEnd} s`,
    );
    this.#checkCauses(step);
    this.#checkStages(step);
    const { tokens, prefillTokens, decodes } = step.shape;
    this.#promise(
      tokens > 0 && tokens === prefillTokens + decodes,
      () => `step ${index}: ${tokens} tokens, ${prefillTokens} of prompts, ${decodes} decodes`,
    );
    this.#nextStep += 1;
    this.#lastEnd = end;
    this.#inFlight.push(step);
  }

  finish(step: Step): void {
    const oldest = this.#inFlight.shift();
    this.#promise(oldest === step, () => `step ${step.index} returned before ${oldest?.index}`);
  }

  /** Every open request waits, runs, or gave its place back while its last token is in flight. */
  checkRequests(): void {
    const running = new Set(this.#engine.runningRequests());
    const departing = this.#inFlight.flatMap(({ finishing }) =>
      finishing.filter((request) => !running.has(request)),
    );
    const open = this.#open.size;
    const { waiting } = this.#engine;
    this.#promise(
      running.size === this.#engine.running,
      () => `${running.size} requests run, and ${this.#engine.running} are counted`,
    );
    // A static batch keeps the places of those that are done until it ends.
    const unfinished = [...running].filter((request) => this.#open.has(request)).length;
    this.#promise(
      open === waiting + unfinished + departing.length,
      () =>
        `${open} requests are open: ${waiting} wait, ${unfinished} run, ${departing.length} depart`,
    );
  }

  /**
   * What is in the cache is what the running requests have computed, once for each group of layers;
   * less where layers forget what they do not see any more.
   */
  checkCache(exactBlocks: boolean): void {
    const { kvBlocks, kvBlocksHeld, blockNeed } = this.#engine;
    const groups = blockNeed?.groups ?? 1;
    const { capacity, used, reserved, internal, external, free } = this.#engine.kvUse();
    const blockSize = capacity / kvBlocks;
    let computed = 0;
    let covering = 0;
    for (const request of this.#engine.runningRequests()) {
      computed += groups * this.#engine.computed(request);
      covering += groups * Math.ceil(this.#engine.computed(request) / blockSize);
    }
    const forgets = blockNeed?.recycling !== undefined;
    this.#promise(
      forgets ? used <= computed : used === computed,
      () => `${used} tokens stored, ${computed} computed`,
    );
    this.#promise(
      forgets || (exactBlocks ? kvBlocksHeld === covering : kvBlocksHeld >= covering),
      () => `${kvBlocksHeld} blocks held, ${covering} cover what is computed`,
    );
    this.#promise(
      kvBlocksHeld <= kvBlocks && Math.min(used, reserved, internal, external, free) >= 0,
      () => `${kvBlocksHeld} of ${kvBlocks} blocks held, ${free} tokens free`,
    );
    this.#promise(
      used + reserved + internal + external + free === capacity,
      () => `KV use ${[used, reserved, internal, external, free].join(" + ")} is not ${capacity}`,
    );
  }

  /** The tile is split by cause, and once more for its decodes where prompts are in it. */
  #checkCauses({ index, begin, end, shape, byCause, decodesByCause, othersPrefill }: Step): void {
    const length = end - begin;
    const all = byCause.reduce(add);
    this.#promise(all === length, () => `step ${index}: causes of ${all} s in ${length} s`);
    if (shape.prefills === 0) return;
    const lived = decodesByCause.reduce(add) + othersPrefill;
    this.#promise(lived === length, () => `step ${index}: decodes live ${lived} s in ${length} s`);
  }

  /** Steps pass stage after stage, in their order; each stage's time is told whole. */
  #checkStages({ index, begin, end, idle, stages }: Step): void {
    let left = begin;
    for (const [stage, tile] of stages.entries()) {
      const before = this.#lastEnds[stage] ?? 0;
      this.#promise(
        tile.begin >= Math.max(before, left) && tile.end >= tile.begin,
        () =>
          `step ${index} is in stage ${stage} from ${tile.begin} to ${tile.end} s: it comes at ` +
          `${left} s, and the step before is done there at ${before} s`,
      );
      const all = tile.byCause.reduce(add);
      this.#promise(
        all === tile.end - before && tile.byCause.every((seconds) => seconds >= 0),
        () => `step ${index}, stage ${stage}: causes of ${all} s in ${tile.end - before} s`,
      );
      this.#promise(
        tile.byCause[CAUSE.idle] === idle,
        () => `step ${index}, stage ${stage} was idle for ${tile.byCause[CAUSE.idle]} s`,
      );
      this.#lastEnds[stage] = tile.end;
      left = tile.end;
    }
    this.#promise(
      stages.length === 0 || left === end,
      () => `step ${index} ends at ${end} s, and leaves its last stage at ${left} s`,
    );
  }

  #promise(holds: boolean, message: () => string): void {
    invariant(holds, () => `${this.#engine.name}: ${message()}`);
  }
}

const add = (sum: Seconds, seconds: Seconds): Seconds => sum + seconds;
