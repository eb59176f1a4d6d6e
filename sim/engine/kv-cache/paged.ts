/**
 * Paged KV cache: blocks are taken one by one as a request grows (PagedAttention; Kwon et al.,
 * SOSP 2023). Nothing is reserved ahead and any free block serves, so the only waste is the open
 * end of each request's last block.
 *
 * Layers are in groups with blocks of their own, as vLLM has them. What is out of reach of a window
 * or a chunk is given back as the step that went past it returns. vLLM does it when it schedules
 * the request next, for whom, and for all before it in the batch, it comes to the same.
 */
import { invariant } from "../../kernel/invariant.ts";
import { span, unseen } from "../../kernel/reach.ts";
import type { BlockNeed, Recycling } from "../../machine/kv-blocks.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import {
  emptyUse,
  finalLength,
  type KvCache,
  type KvUse,
  known,
  type Recycled,
} from "./kv-cache.ts";

export class PagedCache implements KvCache {
  readonly blockSize: Tokens;
  readonly blocks: number;
  readonly #groups: number;
  readonly recycled: Recycled | undefined;
  freeBlocks: number;
  #leastFree: number;
  #stored: Tokens = 0;
  readonly #recycling: Recycling | undefined;
  readonly #use: KvUse;

  constructor(blocks: number, blockSize: Tokens, { groups, recycling }: BlockNeed = { groups: 1 }) {
    this.#groups = groups;
    this.#recycling = recycling;
    this.recycled = recycling && recycledBy(recycling, blockSize);
    this.#use = emptyUse(blocks * blockSize);
    this.blocks = blocks;
    this.blockSize = blockSize;
    this.freeBlocks = blocks;
    this.#leastFree = blocks;
  }

  get peakBlocks(): number {
    return this.blocks - this.#leastFree;
  }

  couldHold(request: Request): boolean {
    return this.#most(finalLength(request)) <= this.blocks;
  }

  // vLLM lets a request in when all it knows would fit, though it takes blocks piece by piece
  // (scheduler_reserve_full_isl, on by default).
  fits(request: Request): boolean {
    return this.#most(known(request)) <= this.freeBlocks;
  }

  wouldFit(request: Request, leaving: readonly Request[]): boolean {
    const given = leaving.reduce((sum, one) => sum + this.#held(one), 0);
    return this.#most(known(request)) <= this.freeBlocks + given;
  }

  admit(_request: Request, tokens: Tokens): void {
    this.grow(this.growth(0, tokens));
  }

  growth(from: Tokens, to: Tokens): number {
    return this.#groups * (this.#covering(to) - this.#covering(from));
  }

  grow(blocks: number): void {
    this.freeBlocks -= blocks;
    invariant(this.freeBlocks >= 0, () => `cache overdrawn by ${-this.freeBlocks} blocks`);
    if (this.freeBlocks < this.#leastFree) this.#leastFree = this.freeBlocks;
  }

  store(tokens: Tokens): void {
    this.#stored += tokens * this.#groups;
  }

  outOfReach(settled: Tokens): number {
    const recycling = this.#recycling;
    if (recycling === undefined) return 0;
    const gone = Math.floor(unseen(recycling.reach, settled + 1) / this.blockSize);
    return recycling.groups * gone;
  }

  recycle(blocks: number): void {
    this.freeBlocks += blocks;
    this.#stored -= blocks * this.blockSize;
  }

  release(request: Request): void {
    const gone = this.outOfReach(request.settled) * this.blockSize;
    this.freeBlocks += this.#held(request);
    this.#stored -= request.computed * this.#groups - gone;
    invariant(
      this.freeBlocks <= this.blocks && this.#stored >= 0,
      () => `request ${request.id} gave back more than the cache has: ${this.freeBlocks} blocks`,
    );
  }

  use(): KvUse {
    const use = this.#use;
    use.used = this.#stored;
    use.free = this.freeBlocks * this.blockSize;
    use.internal = use.capacity - use.free - use.used;
    return use;
  }

  /** Any free block serves: where they lie is not kept. */
  region(): undefined {}

  #held({ computed, settled }: Request): number {
    return this.growth(0, computed) - this.outOfReach(settled);
  }

  /** The most blocks that a request holds on its way to so many tokens, as vLLM caps it. */
  #most(tokens: Tokens): number {
    const recycling = this.#recycling;
    const all = this.#groups * this.#covering(tokens);
    if (recycling === undefined) return all;
    return all - recycling.groups * Math.max(0, this.#covering(tokens) - recycling.most);
  }

  /** Blocks of a group that cover so many tokens. */
  #covering(tokens: Tokens): number {
    return Math.ceil(tokens / this.blockSize);
  }
}

/** A chunk that ends within a block has no such rhythm: see `createBatch`. */
function recycledBy({ reach, groups }: Recycling, blockSize: Tokens): Recycled {
  const seen = span(reach);
  return reach.kind === "chunked"
    ? { first: seen, every: seen, blocks: (groups * seen) / blockSize }
    : { first: seen - 1 + blockSize, every: blockSize, blocks: groups };
}
