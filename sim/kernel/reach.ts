/**
 * Reach: how far back the items of a growing sequence look, and sums over what they do not see.
 *
 * An item sees itself, and all before it, a window of the last ones, or those of its own chunk.
 */

/** How far back an item looks. Windows and chunks are numbers of items. */
export type Reach =
  | { kind: "full" }
  /** The last `window` items, itself included. */
  | { kind: "sliding"; window: number }
  /** From the start of its chunk; chunks begin at the multiples of `chunk`. */
  | { kind: "chunked"; chunk: number };

export const full: Reach = { kind: "full" };

/** The most items that one sees; Infinity where it sees all before it. */
export const span = (reach: Reach): number => {
  if (reach.kind === "sliding") return reach.window;
  return reach.kind === "chunked" ? reach.chunk : Number.POSITIVE_INFINITY;
};

/** Items that the last of so many does not see: those before its window or chunk. */
export function unseen(reach: Reach, items: number): number {
  if (reach.kind === "sliding") return Math.max(0, items - reach.window);
  if (reach.kind === "chunked" && items > 0)
    return Math.floor((items - 1) / reach.chunk) * reach.chunk;
  return 0;
}

/** The sum of what each of the first `items` does not see. */
export function unseenInAll(reach: Reach, items: number): number {
  if (reach.kind === "sliding") {
    const beyond = Math.max(0, items - reach.window);
    return (beyond * (beyond + 1)) / 2;
  }
  if (reach.kind === "full") return 0;
  const { chunk } = reach;
  const whole = Math.floor(items / chunk);
  return chunk * ((chunk * whole * (whole - 1)) / 2 + whole * (items % chunk));
}

/** Whether both look equally far back. */
export const sameReach = (one: Reach, other: Reach): boolean =>
  one.kind === other.kind && span(one) === span(other);
