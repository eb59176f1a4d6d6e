/**
 * Paged KV cache: blocks are taken one by one as a request grows (PagedAttention; Kwon et al.,
 * SOSP 2023). Nothing is reserved ahead and any free block serves, so the only waste is the open
 * end of each request's last block.
 */
import { invariant } from "../../kernel/invariant.ts";
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { emptyUse, finalLength, type KvCache, type KvUse, known } from "./kv-cache.ts";

export class PagedCache implements KvCache {
  readonly blockSize: Tokens;
  readonly blocks: number;
  freeBlocks: number;
  #leastFree: number;
  #stored: Tokens = 0;
  readonly #use: KvUse;

  constructor(blocks: number, blockSize: Tokens) {
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
    return this.#covering(finalLength(request)) <= this.blocks;
  }

  // vLLM lets a request in when all it knows would fit, though it takes blocks piece by piece
  // (scheduler_reserve_full_isl, on by default).
  fits(request: Request): boolean {
    return this.#covering(known(request)) <= this.freeBlocks;
  }

  wouldFit(request: Request, leaving: readonly Request[]): boolean {
    const given = leaving.reduce((sum, { computed }) => sum + this.#covering(computed), 0);
    return this.#covering(known(request)) <= this.freeBlocks + given;
  }

  admit(_request: Request, tokens: Tokens): void {
    this.grow(this.#covering(tokens));
  }

  growth(from: Tokens, to: Tokens): number {
    return this.#covering(to) - this.#covering(from);
  }

  grow(blocks: number): void {
    this.freeBlocks -= blocks;
    invariant(this.freeBlocks >= 0, () => `cache overdrawn by ${-this.freeBlocks} blocks`);
    if (this.freeBlocks < this.#leastFree) this.#leastFree = this.freeBlocks;
  }

  store(tokens: Tokens): void {
    this.#stored += tokens;
  }

  release(request: Request): void {
    this.freeBlocks += this.#covering(request.computed);
    this.#stored -= request.computed;
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

  /** Blocks that cover so many tokens. */
  #covering(tokens: Tokens): number {
    return Math.ceil(tokens / this.blockSize);
  }
}
