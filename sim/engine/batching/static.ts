/**
 * Static batching: requests are collected into a batch, which then runs alone until its longest
 * member is done.
 *
 * Collecting follows Triton's dynamic batcher: a batch starts when `max_batch_size` wait, when a
 * preferred size is reached, or when the oldest has waited `max_queue_delay`. The batch is a
 * rectangle, as in FasterTransformer: prompts are padded to the longest, and a member that is done
 * leaves an idle slot that is computed all the same. Both are counted as padding, and so seen.
 */
import { addPrefill, addUnseen } from "../../cost/cost.ts";
import { Fifo } from "../../kernel/fifo.ts";
import { full, type Reach, unseen } from "../../kernel/reach.ts";
import type { Seconds, Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { addPiece } from "../batch/batch.ts";
import { finalLength, type KvCache } from "../kv-cache/kv-cache.ts";
import type { Wait } from "../ledger.ts";
import type { Order } from "../order/order.ts";
import type { Step } from "../step.ts";
import type { Batching } from "./batching.ts";

export interface StaticLimits {
  maxBatchSize: number;
  maxQueueDelay: Seconds;
  /** Sizes worth starting at once; empty is none. */
  preferredBatchSizes: readonly number[];
  /** How far layers of short reach see; all see everything unless given. */
  reach?: Reach | undefined;
}

export class Static implements Batching {
  blockedBy: Wait | "nothing" = "nothing";
  lookAgainAt: Seconds = Number.POSITIVE_INFINITY;
  readonly #limits: StaticLimits;
  readonly #cache: KvCache;
  readonly #queue: Order;
  /** As they came, whatever their order; those let in are dropped before the next batch. */
  readonly #arrivals = new Fifo<Request>();
  /** The batch that runs, shortest output first. */
  #members: Request[] = [];
  /** Members whose last token is scheduled: idle slots from here on. */
  #done = 0;
  /** Steps of this batch scheduled so far. */
  #rounds = 0;
  #longestPrompt: Tokens = 0;
  /** Why those still in the queue are not in the batch. */
  #leftBehind: Wait = "batch";

  constructor(limits: StaticLimits, cache: KvCache, queue: Order) {
    this.#limits = limits;
    this.#cache = cache;
    this.#queue = queue;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get running(): number {
    return this.#members.length;
  }

  submit(request: Request): void {
    this.#queue.push(request);
    this.#arrivals.push(request);
  }

  fill(step: Step, now: Seconds): void {
    if (this.#members.length > 0) this.#nextRound(step);
    else this.#collect(step, now);
    this.blockedBy = this.#queue.length === 0 ? "nothing" : this.#leftBehind;
    this.#queue.served?.(step);
  }

  settle(step: Step): void {
    if (step.finishing.length === 0 || this.#done < this.#members.length) return;
    for (const request of this.#members) this.#cache.release(request);
    this.#members = [];
    this.#rounds = 0;
  }

  runningRequests(): Iterable<Request> {
    return this.#members;
  }

  computed(request: Request): Tokens {
    return request.computed;
  }

  #collect(step: Step, now: Seconds): void {
    this.lookAgainAt = Number.POSITIVE_INFINITY;
    while ((this.#arrivals.peek()?.produced ?? 0) > 0) this.#arrivals.shift();
    const size = this.#sizeToStart(now);
    this.#leftBehind = "batch";
    while (this.#members.length < size) {
      const request = this.#queue.peek()!;
      if (!this.#fits(request)) {
        this.#leftBehind = "kv";
        break;
      }
      this.#queue.shift();
      this.#cache.admit(request, finalLength(request));
      this.#members.push(request);
      step.admitted.push(request);
    }
    if (this.#members.length > 0) this.#computePrompts(step);
  }

  /** How many to start now; 0 means to wait, until `lookAgainAt` at the latest. */
  #sizeToStart(now: Seconds): number {
    const { maxBatchSize, maxQueueDelay, preferredBatchSizes } = this.#limits;
    const waiting = this.#queue.length;
    if (waiting === 0) return 0;
    if (waiting >= maxBatchSize) return maxBatchSize;
    const preferred = Math.max(0, ...preferredBatchSizes.filter((size) => size <= waiting));
    if (preferred > 0) return preferred;
    const deadline = this.#arrivals.peek()!.submittedAt + maxQueueDelay;
    if (now >= deadline) return waiting;
    this.lookAgainAt = deadline;
    return 0;
  }

  // A static batch cannot preempt, so each member's cache is held to its end from the start.
  #fits(request: Request): boolean {
    const blocks = this.#cache.growth(0, finalLength(request));
    return this.#cache.fits(request) && blocks <= this.#cache.freeBlocks;
  }

  #computePrompts(step: Step): void {
    const members = this.#members;
    const { reach = full } = this.#limits;
    this.#longestPrompt = Math.max(...members.map((request) => request.prompt));
    for (const request of members) {
      addPrefill(step.shape, this.#longestPrompt, 0);
      addUnseen(step.shape, reach, { tokens: this.#longestPrompt, before: 0 });
      step.padding += this.#longestPrompt - request.prompt;
      addPiece(step, request, request.prompt);
      this.#cache.store(request.prompt);
      request.produced = 1;
      step.yielding.push(request);
    }
    step.shape.sampled = members.length;
    members.sort((a, b) => a.output - b.output || a.id - b.id);
    this.#done = 0;
    this.#rounds = 1;
    this.#finishThoseDone(step);
  }

  #nextRound(step: Step): void {
    const members = this.#members;
    const alive = members.length - this.#done;
    const shape = step.shape;
    shape.tokens = members.length;
    shape.decodes = members.length;
    const context = this.#longestPrompt + this.#rounds;
    shape.decodeContext = members.length * context;
    shape.decodeUnseen = members.length * unseen(this.#limits.reach ?? full, context);
    shape.sampled = members.length;
    step.continuing = alive;
    step.padding = this.#done;
    for (let i = this.#done; i < members.length; i++) {
      members[i]!.computed += 1;
      members[i]!.produced += 1;
    }
    this.#cache.store(alive);
    this.#rounds += 1;
    this.#finishThoseDone(step);
  }

  #finishThoseDone(step: Step): void {
    while (this.#done < this.#members.length) {
      const request = this.#members[this.#done]!;
      if (request.produced < request.output) break;
      step.finishing.push(request);
      this.#done += 1;
    }
  }
}
