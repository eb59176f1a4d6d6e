/**
 * The KV cache of one engine: how much memory requests hold, and how much of it they use.
 *
 * Memory is counted in blocks of `blockSize` tokens, never as a map of blocks: what a request holds
 * follows from its tokens, so growing and releasing cost the same however long it is.
 */
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";

/**
 * Where the memory is, in tokens; the parts sum to `capacity`. Where layers are in several groups
 * (`kv-blocks.ts`), a token counts once in each.
 */
export interface KvUse {
  capacity: Tokens;
  /** Keys and values stored. */
  used: Tokens;
  /** Held for tokens that their request will still produce. */
  reserved: Tokens;
  /** Held, and never to be used by the request that holds it. */
  internal: Tokens;
  /** Free, but in regions too small for the request that last found no place. */
  external: Tokens;
  /** Free and usable. */
  free: Tokens;
}

/** A request gives `blocks` back at its `first`-th settled token, and again `every` so many. */
export interface Recycled {
  first: Tokens;
  every: Tokens;
  blocks: number;
}

/** Blocks that lie side by side. */
export interface KvRegion {
  from: number;
  blocks: number;
}

export interface KvCache {
  readonly blockSize: Tokens;
  /** Blocks in all. */
  readonly blocks: number;
  readonly freeBlocks: number;
  /** The most blocks ever held. */
  readonly peakBlocks: number;
  /** When what is out of a window's or chunk's reach comes free; absent where all is kept. */
  readonly recycled?: Recycled | undefined;

  /** Whether this request could run if it had the cache for itself. */
  couldHold(request: Request): boolean;
  /** Whether a waiting request can be let in now: everything it knows so far must fit. */
  fits(request: Request): boolean;
  /** Whether it surely could be once all of these had given back what they hold. */
  wouldFit(request: Request, leaving: readonly Request[]): boolean;
  /** Lets it in; its first `tokens` are computed next. */
  admit(request: Request, tokens: Tokens): void;
  /** Blocks a request must add to go from `from` computed tokens to `to`. */
  growth(from: Tokens, to: Tokens): number;
  /** Adds blocks to what is held. Ask `freeBlocks` first. */
  grow(blocks: number): void;
  /** Keys and values of this many more tokens are stored, in blocks held already. */
  store(tokens: Tokens): void;
  /** Blocks that a request has given back by the time so many of its tokens are settled. */
  outOfReach(settled: Tokens): number;
  /** Takes blocks back that are out of their requests' reach. */
  recycle(blocks: number): void;
  /** Takes back all that a request holds. */
  release(request: Request): void;
  /** Where the memory is now. The record is lent: it changes with the next call. */
  use(): KvUse;
  /** Where a request's memory lies, if it is in one piece. */
  region(request: Request): KvRegion | undefined;
}

export const emptyUse = (capacity: Tokens): KvUse => ({
  capacity,
  used: 0,
  reserved: 0,
  internal: 0,
  external: 0,
  free: capacity,
});

/** All tokens a request knows now: its prompt and what it has produced. */
export const known = (request: Request): Tokens => request.prompt + request.produced;

/** Tokens in the cache when its last token is out: that one is never computed. */
export const finalLength = (request: Request): Tokens => request.prompt + request.output - 1;
