/**
 * Sums over decodes where some layers see only a window or a chunk: the keys that these layers do
 * not see, and the blocks of the cache that come free for it.
 *
 * Either changes for a request at token counts that are known when it begins to decode (past its
 * window with each token, at a chunk's end by a chunk), so requests are filed under the steps in
 * which they cross. A step takes keys out of sight as it is scheduled, and frees blocks as it
 * returns, since steps in flight still read them. Ticks are steps, or the turns of one group.
 */
import { type Reach, span, unseen } from "../../kernel/reach.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import type { KvCache } from "../kv-cache/kv-cache.ts";
import type { Step } from "../step.ts";
import { type Advancing, Crossings } from "./crossings.ts";

export class OutOfReach {
  /** Σ over decodes of the keys that such a layer does not see in the next step. */
  unseen: Tokens = 0;
  readonly #reach: Reach;
  readonly #cache: KvCache;
  /** By the tick in which a decode loses sight of keys, and how many it loses. */
  readonly #fading: Crossings;
  readonly #fadingKeys: Tokens;
  /** By the tick before which all steps have returned when a decode gives blocks back. */
  readonly #freeing: Crossings | undefined;
  /** The first tick whose step has not returned. */
  #settled = 0;

  constructor(reach: Reach, cache: KvCache) {
    const seen = span(reach);
    this.#reach = reach;
    this.#cache = cache;
    this.#fadingKeys = reach.kind === "chunked" ? seen : 1;
    // A decode with so many tokens computed reads one more.
    this.#fading = new Crossings({ first: seen, every: this.#fadingKeys });
    this.#freeing = cache.recycled && new Crossings(cache.recycled);
  }

  /** A request will decode at this tick, with so many tokens computed before. */
  enter(decode: Advancing): void {
    this.unseen += unseen(this.#reach, decode.tokens + 1);
    this.#fading.enter(decode);
    this.#freeing?.enter(decode);
  }

  /** It will not, nor later. */
  leave(decode: Advancing): void {
    this.unseen -= unseen(this.#reach, decode.tokens + 1);
    this.#fading.leave(decode);
  }

  /** This tick is the next one to schedule. */
  advance(tick: number): void {
    this.unseen += this.#fading.advance(tick) * this.#fadingKeys;
  }

  /** The step before this tick has returned. */
  settle({ turn, pieces }: Step, tick: number): void {
    if (this.#freeing === undefined) return;
    this.#settled = tick;
    this.#cache.recycle(this.#freeing.advance(tick) * this.#cache.recycled!.blocks);
    for (const { request, tokens, before } of pieces) {
      // One that lost its cache meanwhile has given everything back.
      if (request.place >= 0 && request.since <= turn) {
        settlePiece(this.#cache, request, before + tokens);
      }
    }
  }

  /**
   * A request that decoded is about to give all its blocks back.
   *
   * @param decode its tokens at some tick; it had one less a tick before
   * @param since the tick from which it decoded
   */
  close(request: Request, { tokens, tick }: Advancing, since: number): void {
    if (this.#freeing === undefined) return;
    const at = Math.max(this.#settled, since);
    const settled = tokens - (tick - at);
    this.#freeing.leave({ tokens: settled, tick: at });
    // Before that, the last piece of its prompt is still in flight.
    if (this.#settled >= since) request.settled = settled;
  }
}

/** So many tokens of a request are settled now: what they put out of reach is free. */
export function settlePiece(cache: KvCache, request: Request, settled: Tokens): void {
  cache.recycle(cache.outOfReach(settled) - cache.outOfReach(request.settled));
  request.settled = settled;
}
