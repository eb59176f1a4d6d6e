/**
 * A buddy allocator: regions whose sizes are powers of two, split on demand and joined again with
 * their buddy when both are free (Knowlton, 1965).
 *
 * A capacity that is no power of two is a row of arenas, the largest first; buddies never join
 * across arenas because a region of size s lies at a multiple of s within its arena.
 */
import { invariant } from "../../kernel/invariant.ts";

export class Buddy {
  readonly capacity: number;
  free: number;
  /** Free regions by order: offsets of regions of size 2^order. */
  readonly #free: Set<number>[] = [];
  /** Order of the region allocated at an offset. */
  readonly #allocated = new Map<number, number>();

  constructor(capacity: number) {
    this.capacity = capacity;
    this.free = capacity;
    let offset = 0;
    for (let order = 30; order >= 0; order--) {
      this.#free[order] = new Set();
      const size = 2 ** order;
      if (capacity - offset >= size) {
        this.#free[order]!.add(offset);
        offset += size;
      }
    }
  }

  /** Size of the largest free region. */
  get largest(): number {
    for (let order = 30; order >= 0; order--) if (this.#free[order]!.size > 0) return 2 ** order;
    return 0;
  }

  /** Size of the largest region the allocator could give when it is empty. */
  get largestArena(): number {
    return this.capacity === 0 ? 0 : regionSize(Math.floor(this.capacity / 2) + 1);
  }

  /** Total of the free regions smaller than `size`. */
  freeBelow(size: number): number {
    let total = 0;
    for (let order = 0; 2 ** order < size && order <= 30; order++) {
      total += this.#free[order]!.size * 2 ** order;
    }
    return total;
  }

  /** Offset of a region that holds `size`, the smallest that does; undefined when none is free. */
  allocate(size: number): number | undefined {
    const order = orderOf(size);
    let from = order;
    while (from <= 30 && this.#free[from]!.size === 0) from += 1;
    if (from > 30) return undefined;
    const offset = first(this.#free[from]!);
    this.#free[from]!.delete(offset);
    for (let split = from - 1; split >= order; split--) this.#free[split]!.add(offset + 2 ** split);
    this.#allocated.set(offset, order);
    this.free -= 2 ** order;
    return offset;
  }

  /** Size of the region allocated at this offset. */
  sizeAt(offset: number): number {
    return 2 ** this.#allocated.get(offset)!;
  }

  release(offset: number): void {
    let order = this.#allocated.get(offset);
    invariant(order !== undefined, () => `no region was allocated at ${offset}`);
    this.#allocated.delete(offset);
    this.free += 2 ** order;
    let region = offset;
    for (; order < 30; order++) {
      const size = 2 ** order;
      // Offsets are multiples of their size in every arena, since larger arenas come first.
      const buddy = region % (2 * size) === 0 ? region + size : region - size;
      if (!this.#free[order]!.delete(buddy)) break;
      region = Math.min(region, buddy);
    }
    this.#free[order]!.add(region);
  }
}

/** The size of the region that a request for `size` gets: the next power of two. */
export const regionSize = (size: number): number => 2 ** orderOf(size);

/** Least order with 2^order ≥ size. */
const orderOf = (size: number): number => (size <= 1 ? 0 : 32 - Math.clz32(size - 1));

const first = (set: Set<number>): number => set.values().next().value!;
