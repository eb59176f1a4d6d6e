/**
 * The batch as a plain loop: each running request is asked what it needs, in order.
 *
 * This is vLLM's scheduler for the running set, line by line (v1, 0.26): slower than the sums, and
 * needed where requests advance unequally: preemption by urgency, capped pieces of long prompts.
 * It is also the witness that the sums are held against.
 */
import { addPrefill, addUnseen } from "../../cost/cost.ts";
import { Fifo } from "../../kernel/fifo.ts";
import { type Reach, unseen } from "../../kernel/reach.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { type KvCache, known } from "../kv-cache/kv-cache.ts";
import type { Urgency } from "../order/order.ts";
import type { Step } from "../step.ts";
import { addPiece, type Batch } from "./batch.ts";
import { settlePiece } from "./out-of-reach.ts";

/** So many tokens of a request. */
interface Computed {
  request: Request;
  tokens: Tokens;
}

/** What one running request was given in the step being made. */
interface Grant extends Computed {
  blocks: number;
}

export interface EachOptions {
  /** Preempt the least urgent instead of the youngest (as vLLM's priority policy does). */
  urgency?: Urgency | undefined;
  /** The most tokens of one prompt in a step; 0 is no cap (`long_prefill_token_threshold`). */
  pieceCap?: Tokens;
  /** Turns from a token of a request to its next one, at the soonest. */
  groups?: number;
  /** How far layers of short reach see; all see everything unless given. */
  reach?: Reach | undefined;
}

export class EachBatch implements Batch {
  readonly #cache: KvCache;
  readonly #urgency: Urgency | undefined;
  readonly #pieceCap: Tokens;
  readonly #groups: number;
  readonly #reach: Reach | undefined;
  readonly #running: Request[] = [];
  readonly #decoded: Request[] = [];
  #grants: Grant[] = [];
  /** What the step being made computes of each, and steps in flight; only where blocks recycle. */
  #computing: Computed[] = [];
  readonly #inFlight = new Fifo<Computed[]>();
  #places = 0;

  constructor(cache: KvCache, options: EachOptions = {}) {
    this.#cache = cache;
    this.#urgency = options.urgency;
    this.#pieceCap = options.pieceCap || Number.POSITIVE_INFINITY;
    this.#groups = options.groups ?? 1;
    this.#reach = options.reach;
  }

  get size(): number {
    return this.#running.length;
  }

  advance(step: Step, budget: Tokens): Tokens {
    this.#grants = [];
    let left = budget;
    let next = 0;
    while (next < this.#running.length && left > 0) {
      const request = this.#running[next]!;
      // All its tokens are scheduled, the last is in flight; or it is not its turn.
      if (request.produced === request.output || !this.#isDue(request, step)) {
        next += 1;
        continue;
      }
      const tokens = Math.min(known(request) - request.computed, this.#pieceCap, left);
      const blocks = this.#cache.growth(request.computed, request.computed + tokens);
      let kept = true;
      while (kept && blocks > this.#cache.freeBlocks) {
        const victim = this.#victim();
        const place = this.#running.indexOf(victim);
        if (place < next) next -= 1;
        left += this.#revoke(victim);
        this.#preempt(step, victim, place);
        kept = victim !== request;
      }
      if (!kept) break;
      this.#cache.grow(blocks);
      this.#grants.push({ request, tokens, blocks });
      left -= tokens;
      next += 1;
    }
    for (const grant of this.#grants) this.#compute(step, grant.request, grant.tokens);
    this.#noteStalled(step);
    return left;
  }

  join(step: Step, request: Request, tokens: Tokens): void {
    request.place = this.#places++;
    request.since = step.turn;
    request.settled = 0;
    this.#running.push(request);
    this.#cache.admit(request, tokens);
    this.#compute(step, request, tokens);
  }

  preempt(step: Step, request: Request): void {
    this.#preempt(step, request, this.#running.indexOf(request));
  }

  close(step: Step): void {
    for (const request of this.#decoded) this.#draw(step, request);
    this.#decoded.length = 0;
    for (const { request } of step.pieces) {
      if (request.computed < known(request)) continue;
      step.shape.sampled += 1;
      step.yielding.push(request);
      this.#draw(step, request);
    }
    step.finishing.sort((a, b) => a.place - b.place);
    if (this.#computing.length === 0) return;
    this.#inFlight.push(this.#computing);
    this.#computing = [];
  }

  settle(step: Step): void {
    if (this.#cache.recycled !== undefined) this.#recycle(step.turn);
    for (const request of step.finishing) {
      if (request.place < 0) continue;
      this.#running.splice(this.#running.indexOf(request), 1);
      request.place = -1;
      this.#cache.release(request);
    }
  }

  requests(): Iterable<Request> {
    return this.#running;
  }

  computed(request: Request): Tokens {
    return request.computed;
  }

  /** What the oldest step in flight put out of reach is free. */
  #recycle(turn: number): void {
    for (const { request, tokens } of this.#inFlight.shift()!) {
      // One that lost its cache meanwhile has given everything back.
      if (request.place < 0 || request.since > turn) continue;
      settlePiece(this.#cache, request, request.settled + tokens);
    }
  }

  #victim(): Request {
    const youngest = this.#running[this.#running.length - 1]!;
    const urgency = this.#urgency;
    if (urgency === undefined) return youngest;
    let last = youngest;
    for (const request of this.#running) if (urgency.compare(request, last) > 0) last = request;
    return last;
  }

  /** Takes back what a victim was given in this step already. Returns its tokens. */
  #revoke(victim: Request): Tokens {
    const index = this.#grants.findIndex(({ request }) => request === victim);
    if (index < 0) return 0;
    const [grant] = this.#grants.splice(index, 1);
    this.#cache.grow(-grant!.blocks);
    return grant!.tokens;
  }

  #preempt(step: Step, request: Request, place: number): void {
    const goesOn = decodes(request) && request.produced < request.output;
    if (goesOn && request.joined >= step.turn - this.#groups) this.#stall(step, request);
    this.#running.splice(place, 1);
    request.place = -1;
    request.joined = -1;
    this.#cache.release(request);
    step.preempted.push(request);
  }

  #compute(step: Step, request: Request, tokens: Tokens): void {
    const shape = step.shape;
    this.#cache.store(tokens);
    if (this.#cache.recycled !== undefined) this.#computing.push({ request, tokens });
    if (!decodes(request)) {
      addPrefill(shape, tokens, request.computed);
      const piece = addPiece(step, request, tokens);
      if (this.#reach !== undefined) addUnseen(shape, this.#reach, piece);
      return;
    }
    request.computed += 1;
    if (this.#reach !== undefined) {
      shape.decodeUnseen += unseen(this.#reach, request.computed);
    }
    shape.tokens += 1;
    shape.decodes += 1;
    shape.decodeContext += request.computed;
    shape.sampled += 1;
    if (request.joined === step.turn - this.#groups) step.continuing += 1;
    else step.late.push(request);
    this.#decoded.push(request);
  }

  /** `step` draws a token of this request. Here `joined` is the latest step that did. */
  #draw(step: Step, request: Request): void {
    request.joined = step.turn;
    request.produced += 1;
    if (request.produced === request.output) step.finishing.push(request);
  }

  /** Those whose turn it was after their last token, and that found the budget spent. */
  #noteStalled(step: Step): void {
    if (this.#decoded.length + step.pieces.length === this.#running.length) return;
    const given = new Set(this.#grants.map(({ request }) => request));
    for (const request of this.#running) {
      const goesOn = decodes(request) && request.produced < request.output;
      const isDue = request.joined === step.turn - this.#groups;
      if (goesOn && isDue && !given.has(request)) this.#stall(step, request);
    }
  }

  #stall(step: Step, request: Request): void {
    request.lastTurn = request.joined;
    step.stalled.push(request);
  }

  /** Whether a turn is not too soon after its last token; a prompt may go on in any. */
  #isDue(request: Request, { turn }: Step): boolean {
    return !decodes(request) || request.joined + this.#groups <= turn;
  }
}

/** Whether all it knew had been computed once since it was let in: it goes on token by token. */
const decodes = (request: Request): boolean => request.joined >= 0;
