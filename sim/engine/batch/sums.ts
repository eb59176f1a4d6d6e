/**
 * The batch as sums: a step costs what changes in it, not what runs in it.
 *
 * Every decoding request advances by one token a step, so nobody needs to touch it: the batch keeps
 * the number of decodes and the sum of their contexts, files each request under the step that draws
 * its last token, and counts decodes by the residue of (computed − step) modulo the block size,
 * which never changes while they decode: the class that needs a block in this step is one number.
 * Only when the cache runs short does a step walk the running order, as vLLM does.
 *
 * In a pipeline groups of requests take turns, and each has sums and counts steps of its own; the
 * cache and the running order are everybody's.
 *
 * It holds for first-come order without a cap on pieces: then at most one prompt is unfinished, and
 * it is the youngest of the running.
 */
import { addPrefill, addUnseen } from "../../cost/cost.ts";
import type { Reach } from "../../kernel/reach.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { type KvCache, known } from "../kv-cache/kv-cache.ts";
import type { Step } from "../step.ts";
import { addPiece, type Batch } from "./batch.ts";
import { Calendar } from "./calendar.ts";
import { DecodeSums } from "./decode-sums.ts";
import { RunningOrder } from "./running-order.ts";

export interface SumsOptions {
  /** How many groups of requests take turns. */
  groups?: number;
  /** How far layers of short reach see; all see everything unless given. */
  reach?: Reach | undefined;
}

export class SumsBatch implements Batch {
  readonly #cache: KvCache;
  readonly #order = new RunningOrder();
  readonly #calendar = new Calendar();
  readonly #reach: Reach | undefined;
  readonly #groups: readonly DecodeSums[];

  /** The next turn to schedule, and whose it is while it is. */
  #turn = 0;
  #group: DecodeSums;
  /** The running request whose prompt is not all computed; always the youngest. */
  #unfinished: Request | undefined;

  constructor(cache: KvCache, { groups = 1, reach }: SumsOptions = {}) {
    this.#cache = cache;
    this.#reach = reach;
    this.#groups = Array.from({ length: groups }, () => new DecodeSums(cache, reach));
    this.#group = this.#groups[0]!;
  }

  get size(): number {
    return this.#order.length;
  }

  advance(step: Step, budget: Tokens): Tokens {
    this.#turn = step.turn;
    const group = this.#groups[step.group]!;
    this.#group = group;
    this.#growDecodes(step);
    const shape = step.shape;
    const { count: decoding } = group;
    shape.decodes = decoding;
    shape.decodeContext = group.context;
    if (group.outOfReach !== undefined) shape.decodeUnseen = group.outOfReach.unseen;
    shape.tokens = decoding;
    shape.sampled = decoding;
    step.continuing = decoding;
    this.#cache.store(decoding);
    return this.#continuePrompt(step, budget - decoding);
  }

  join(step: Step, request: Request, tokens: Tokens): void {
    this.#order.append(request);
    request.since = step.turn;
    request.settled = 0;
    this.#cache.admit(request, tokens);
    this.#compute(step, request, tokens);
  }

  close(step: Step): void {
    const group = this.#group;
    const finishing = this.#calendar.take(step.turn);
    for (const request of finishing) {
      const computed = this.computed(request);
      group.leave({ tokens: computed, tick: this.#tickOf(step.turn) });
      request.computed = computed + 1;
      request.produced = request.output;
      step.finishing.push(request);
    }
    this.#turn = step.turn + 1;
    group.advance(this.#tickOf(step.turn) + 1);
    for (const piece of step.pieces) this.#catchUp(step, piece.request);
    if (step.finishing.length > 1) step.finishing.sort((a, b) => a.place - b.place);
  }

  settle(step: Step): void {
    if (this.#reach !== undefined) {
      this.#groups[step.group]!.outOfReach?.settle(step, this.#tickOf(step.turn) + 1);
    }
    for (const request of step.finishing) {
      // One preempted while its last token was in flight has given everything back already.
      if (request.place < 0) continue;
      this.#closeDecode(request, request.computed, step.turn);
      this.#order.remove(request);
      this.#cache.release(request);
    }
  }

  requests(): Iterable<Request> {
    return this.#order;
  }

  computed(request: Request): Tokens {
    return this.#decodes(request)
      ? request.computed + this.#turnsSince(request.joined)
      : request.computed;
  }

  /** Decodes that cross into a new block take one, or the batch is thinned until they can. */
  #growDecodes(step: Step): void {
    // In a region reserved ahead a decode at a block's end needs none.
    const growth = this.#group.atBlockEnd(this.#tickOf(step.turn)) * this.#cache.growth(0, 1);
    if (growth <= this.#cache.freeBlocks) this.#cache.grow(growth);
    else this.#growByWalking(step);
  }

  /** vLLM's loop: each in running order takes its block, preempting the youngest until it can. */
  #growByWalking(step: Step): void {
    const growth = this.#cache.growth(0, 1);
    let request = this.#order.first;
    while (request !== undefined) {
      if (this.#isDue(request) && this.computed(request) % this.#cache.blockSize === 0) {
        while (this.#cache.freeBlocks < growth) {
          const youngest = this.#order.last!;
          this.#preempt(step, youngest);
          if (youngest === request) return;
        }
        this.#cache.grow(growth);
      }
      request = request.nextRunning;
    }
  }

  #continuePrompt(step: Step, budget: Tokens): Tokens {
    const request = this.#unfinished;
    if (request === undefined) return budget;
    const tokens = Math.min(known(request) - request.computed, budget);
    if (tokens === 0) return 0;
    const growth = this.#cache.growth(request.computed, request.computed + tokens);
    if (growth > this.#cache.freeBlocks) {
      // It is the youngest itself, so it is the one to go.
      this.#preempt(step, request);
      return budget;
    }
    this.#cache.grow(growth);
    this.#compute(step, request, tokens);
    return budget - tokens;
  }

  #compute(step: Step, request: Request, tokens: Tokens): void {
    addPrefill(step.shape, tokens, request.computed);
    const piece = addPiece(step, request, tokens);
    if (this.#reach !== undefined) addUnseen(step.shape, this.#reach, piece);
    this.#cache.store(tokens);
    this.#unfinished = request.computed < known(request) ? request : undefined;
  }

  /** A request whose piece ends with all it knows gets a token from `step`, and decodes on. */
  #catchUp(step: Step, request: Request): void {
    if (request.computed < known(request)) return;
    step.shape.sampled += 1;
    step.yielding.push(request);
    request.produced += 1;
    request.joined = step.turn;
    request.lastStep = step.turn + this.#groups.length * (request.output - request.produced);
    if (request.lastStep === step.turn) {
      step.finishing.push(request);
      return;
    }
    this.#calendar.file(request, request.lastStep);
    this.#group.enter({ tokens: request.computed, tick: this.#tickOf(step.turn) + 1 });
  }

  #preempt(step: Step, request: Request): void {
    if (this.#decodes(request)) {
      const computed = this.computed(request);
      const turns = this.#turnsSince(request.joined);
      const last = request.joined + turns * this.#groups.length;
      this.#groupOf(request).leave({ tokens: computed, tick: this.#tickOf(last) + 1 });
      this.#closeDecode(request, computed, last);
      request.computed = computed;
      request.produced += turns;
      request.lastTurn = last;
      this.#calendar.strike(request, request.lastStep);
      step.stalled.push(request);
    } else if (request.lastStep >= 0) {
      this.#closeDecode(request, request.computed, request.lastStep);
    }
    request.lastStep = -1;
    if (this.#unfinished === request) this.#unfinished = undefined;
    this.#order.remove(request);
    this.#cache.release(request);
    step.preempted.push(request);
  }

  /**
   * A request is about to give its blocks back; after its turn `last` it had so many tokens. One
   * that drew a single token never decoded.
   */
  #closeDecode(request: Request, tokens: Tokens, last: number): void {
    if (this.#reach === undefined || request.lastStep === request.joined) return;
    const decode = { tokens, tick: this.#tickOf(last) + 1 };
    const since = this.#tickOf(request.joined) + 1;
    this.#groupOf(request).outOfReach?.close(request, decode, since);
  }

  #groupOf({ joined }: Request): DecodeSums {
    return this.#groups[joined % this.#groups.length]!;
  }

  /** A turn of all, counted among those of its group. */
  #tickOf(turn: number): number {
    return this.#inGroups(turn);
  }

  /** Whether the next turn of its group would decode this request. */
  #decodes(request: Request): boolean {
    return request.lastStep >= this.#turn;
  }

  /** Whether this turn does. */
  #isDue(request: Request): boolean {
    return this.#decodes(request) && (this.#turn - request.joined) % this.#groups.length === 0;
  }

  /** Turns (a count) of its group after the one in which a request joined it. */
  #turnsSince(joined: number): number {
    return this.#inGroups(this.#turn - 1 - joined);
  }

  /** Turns of one group among so many of all: without others, all; a division takes longest. */
  #inGroups(turns: number): number {
    const groups = this.#groups.length;
    return groups === 1 ? turns : Math.floor(turns / groups);
  }
}
