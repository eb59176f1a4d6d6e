/**
 * In-flight (continuous) batching in the order of vLLM v1: the running requests come first, then
 * the queue, all within one budget of tokens; prompts too long for it are computed in pieces.
 *
 * Read in vLLM 0.26's scheduler: nobody is let in during a step that preempted; a preempted request
 * returns to the head of the queue and computes its prompt and output again; without chunked
 * prefill a prompt that exceeds what is left of the budget waits for a step that can hold it.
 *
 * Orders that preempt are ours: vLLM takes a place from nobody for the sake of one that waits.
 */
import type { Seconds, Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import type { Batch } from "../batch/batch.ts";
import { type KvCache, known } from "../kv-cache/kv-cache.ts";
import type { Wait } from "../ledger.ts";
import type { Order } from "../order/order.ts";
import type { Step } from "../step.ts";
import type { Batching } from "./batching.ts";

export interface InFlightLimits {
  maxNumSeqs: number;
  maxNumBatchedTokens: Tokens;
  chunkedPrefill: boolean;
  /** The most tokens of one prompt in a step; 0 is no cap. */
  longPrefillTokenThreshold: Tokens;
}

export class InFlight implements Batching {
  blockedBy: Wait | "nothing" = "nothing";
  readonly lookAgainAt: Seconds = Number.POSITIVE_INFINITY;
  readonly #limits: InFlightLimits;
  readonly #batch: Batch;
  readonly #cache: KvCache;
  readonly #queue: Order;
  readonly #pieceCap: Tokens;

  constructor(limits: InFlightLimits, batch: Batch, cache: KvCache, queue: Order) {
    this.#limits = limits;
    this.#batch = batch;
    this.#cache = cache;
    this.#queue = queue;
    this.#pieceCap = limits.longPrefillTokenThreshold || Number.POSITIVE_INFINITY;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get running(): number {
    return this.#batch.size;
  }

  submit(request: Request): void {
    this.#queue.push(request);
  }

  fill(step: Step): void {
    const yielded = this.#makeRoom(step);
    const budget = this.#batch.advance(step, this.#limits.maxNumBatchedTokens);
    const short = step.preempted.length > yielded;
    if (step.preempted.length > 0) this.#putBack(step.preempted);
    if (short) this.blockedBy = this.#queue.length > 0 ? "kv" : "nothing";
    else this.#letIn(step, budget);
    this.#batch.close(step);
    this.#queue.served?.(step);
  }

  settle(step: Step): void {
    this.#batch.settle(step);
  }

  runningRequests(): Iterable<Request> {
    return this.#batch.requests();
  }

  computed(request: Request): Tokens {
    return this.#batch.computed(request);
  }

  /**
   * Takes places and memory for the head of the queue from running requests that yield to it, if
   * they can give enough. Returns how many had to go. Only one a step is let in that way.
   */
  #makeRoom(step: Step): number {
    const batch = this.#batch;
    const { urgency } = this.#queue;
    if (urgency?.yields === undefined || batch.preempt === undefined) return 0;
    const next = this.#queue.peek();
    if (next === undefined || this.#hasRoom(next)) return 0;
    const leaving = [...batch.requests()]
      .filter((request) => request.produced < request.output && urgency.yields!(request, next))
      .sort((a, b) => urgency.compare(b, a));
    if (leaving.length === 0 || !this.#cache.wouldFit(next, leaving)) return 0;
    for (const [gone, request] of leaving.entries()) {
      if (this.#hasRoom(next)) return gone;
      batch.preempt(step, request);
    }
    return leaving.length;
  }

  #hasRoom(request: Request): boolean {
    return this.#batch.size < this.#limits.maxNumSeqs && this.#cache.fits(request);
  }

  #letIn(step: Step, budget: Tokens): void {
    let left = budget;
    for (;;) {
      const request = this.#queue.peek();
      this.blockedBy = request === undefined ? "nothing" : this.#obstacle(request, left);
      if (request === undefined || this.blockedBy !== "nothing") return;
      this.#queue.shift();
      if (request.preemptions === 0) step.admitted.push(request);
      request.producedBefore = request.produced;
      const tokens = Math.min(known(request), this.#pieceCap, left);
      this.#batch.join(step, request, tokens);
      left -= tokens;
    }
  }

  /** What keeps the head of the queue out, in the order in which vLLM asks. */
  #obstacle(request: Request, budget: Tokens): Wait | "nothing" {
    if (budget === 0) return "budget";
    if (this.#batch.size >= this.#limits.maxNumSeqs) return "seqs";
    const piece = Math.min(known(request), this.#pieceCap);
    if (!this.#limits.chunkedPrefill && piece > budget) return "budget";
    if (!this.#cache.fits(request)) return "kv";
    return "nothing";
  }

  /** The youngest was preempted first, so putting them back one by one keeps the older ahead. */
  #putBack(preempted: readonly Request[]): void {
    for (const request of preempted) {
      // Its last token is in flight: it needs no cache any more and will not run again.
      if (request.produced === request.output) continue;
      request.preemptions += 1;
      request.computed = 0;
      this.#queue.putBack(request);
    }
  }
}
