/**
 * Requests that decode in the same turns, in sums: each advances by one token a turn, so what they
 * read and which of them need a block follows without touching them.
 */
import type { Reach } from "../../kernel/reach.ts";
import type { Tokens } from "../../units.ts";
import type { KvCache } from "../kv-cache/kv-cache.ts";
import type { Advancing } from "./crossings.ts";
import { OutOfReach } from "./out-of-reach.ts";

export class DecodeSums {
  /** How many they are. */
  count = 0;
  /** Σ over decodes of the context each will read in the next turn, its new token included. */
  context: Tokens = 0;
  /** What they do not see of it; absent where all layers see everything. */
  readonly outOfReach: OutOfReach | undefined;
  readonly #blockSize: Tokens;
  /** By the residue of (computed − tick) modulo the block size, which no turn changes. */
  readonly #byResidue: Int32Array;

  constructor(cache: KvCache, reach: Reach | undefined) {
    this.#blockSize = cache.blockSize;
    this.#byResidue = new Int32Array(cache.blockSize);
    this.outOfReach = reach && new OutOfReach(reach, cache);
  }

  /** One more, with so many tokens computed before its turn at this tick. */
  enter(decode: Advancing): void {
    this.count += 1;
    this.context += decode.tokens + 1;
    this.#byResidue[this.#residue(decode.tokens, decode.tick)]! += 1;
    this.outOfReach?.enter(decode);
  }

  /** One less. */
  leave(decode: Advancing): void {
    this.count -= 1;
    this.context -= decode.tokens + 1;
    this.#byResidue[this.#residue(decode.tokens, decode.tick)]! -= 1;
    this.outOfReach?.leave(decode);
  }

  /** Their turn is over; the next one is at this tick. */
  advance(tick: number): void {
    this.context += this.count;
    this.outOfReach?.advance(tick);
  }

  /** Those (a count) that are at the end of a block, and need one more at this tick. */
  atBlockEnd(tick: number): number {
    return this.#byResidue[this.#residue(0, tick)]!;
  }

  #residue(tokens: Tokens, tick: number): number {
    // Never below 0, where a remainder is slow: it could be −0, which is no integer.
    const size = this.#blockSize;
    return (tokens + size - (tick % size)) % size;
  }
}
