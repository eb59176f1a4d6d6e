/**
 * Contiguous KV cache: each request gets one region when it is let in, large enough for its end.
 *
 * The systems before PagedAttention, as its paper compares them (Kwon et al., SOSP 2023, section
 * 6.1): `max` reserves `max_model_len`, `pow2` knows the output to the next power of two, `oracle`
 * knows it exactly; all over a buddy allocator, whose rounding and scattered free regions are waste
 * of their own.
 */
import { invariant } from "../../kernel/invariant.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { Buddy, regionSize } from "./buddy.ts";
import { emptyUse, finalLength, type KvCache, type KvRegion, type KvUse } from "./kv-cache.ts";

export type Reserve = "max" | "pow2" | "oracle";

export class ContiguousCache implements KvCache {
  readonly blockSize: Tokens;
  readonly blocks: number;
  readonly #buddy: Buddy;
  readonly #reserve: Reserve;
  readonly #maxModelLen: Tokens;
  readonly #regions = new Map<Request, number>();
  #stored: Tokens = 0;
  #final: Tokens = 0;
  #leastFree: number;
  /** Blocks that the last request without a place had asked for; 0 once one got in. */
  #refused = 0;
  readonly #use: KvUse;

  constructor(blocks: number, blockSize: Tokens, reserve: Reserve, maxModelLen: Tokens) {
    this.#use = emptyUse(blocks * blockSize);
    this.blocks = blocks;
    this.blockSize = blockSize;
    this.#buddy = new Buddy(blocks);
    this.#reserve = reserve;
    this.#maxModelLen = maxModelLen;
    this.#leastFree = blocks;
  }

  get freeBlocks(): number {
    return this.#buddy.free;
  }

  get peakBlocks(): number {
    return this.blocks - this.#leastFree;
  }

  couldHold(request: Request): boolean {
    return regionSize(this.#reservation(request)) <= this.#buddy.largestArena;
  }

  fits(request: Request): boolean {
    const size = regionSize(this.#reservation(request));
    const fits = size <= this.#buddy.largest;
    this.#refused = fits ? 0 : size;
    return fits;
  }

  /** Small regions need not join into a large one: one that is large enough must come free. */
  wouldFit(request: Request, leaving: readonly Request[]): boolean {
    const size = regionSize(this.#reservation(request));
    const regions = leaving.map((one) => this.#buddy.sizeAt(this.#regions.get(one)!));
    return size <= Math.max(this.#buddy.largest, ...regions);
  }

  admit(request: Request, _tokens: Tokens): void {
    const region = this.#buddy.allocate(this.#reservation(request));
    invariant(region !== undefined, () => `request ${request.id} was let in without a place`);
    this.#regions.set(request, region);
    this.#final += finalLength(request);
    this.#leastFree = Math.min(this.#leastFree, this.#buddy.free);
  }

  /** A region never grows: it was large enough from the start. */
  growth(): number {
    return 0;
  }

  grow(): void {}

  store(tokens: Tokens): void {
    this.#stored += tokens;
  }

  /** A region is given back in one piece. */
  outOfReach(): number {
    return 0;
  }

  recycle(): void {}

  release(request: Request): void {
    const region = this.#regions.get(request);
    invariant(region !== undefined, () => `request ${request.id} holds no region`);
    this.#regions.delete(request);
    this.#buddy.release(region);
    this.#stored -= request.computed;
    this.#final -= finalLength(request);
  }

  use(): KvUse {
    const use = this.#use;
    const free = this.#buddy.free * this.blockSize;
    use.used = this.#stored;
    use.reserved = this.#final - this.#stored;
    use.internal = use.capacity - free - this.#final;
    use.external = this.#buddy.freeBelow(this.#refused) * this.blockSize;
    use.free = free - use.external;
    return use;
  }

  region(request: Request): KvRegion | undefined {
    const from = this.#regions.get(request);
    return from === undefined ? undefined : { from, blocks: this.#buddy.sizeAt(from) };
  }

  /** Blocks asked for, before the allocator rounds them. */
  #reservation(request: Request): number {
    const tokens =
      this.#reserve === "max"
        ? this.#maxModelLen
        : this.#reserve === "pow2"
          ? Math.min(request.prompt + regionSize(request.output), this.#maxModelLen)
          : finalLength(request);
    return Math.ceil(tokens / this.blockSize);
  }
}
