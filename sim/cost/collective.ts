/**
 * Collectives: what each rank of a group puts on the wire, and how long that takes.
 *
 * `bytes` is the whole of what the operation is about: the buffer that is summed, the gathered
 * whole, the whole before it is scattered, what one rank has for all others. A group of one sends
 * nothing and takes no time.
 */
import type { Bandwidth, Bytes, Seconds } from "../units.ts";

/** Operations of a whole group. */
export type LibraryOperation = "all-reduce" | "all-gather" | "reduce-scatter" | "all-to-all";

/** Those, and from one rank to another. */
export type Operation = LibraryOperation | "send";

/** Ways to sum a buffer over ranks. */
export type AllReduceAlgorithm = "ring" | "tree" | "one-shot" | "two-shot";

/**
 * Bytes that each of `ranks` sends to sum a buffer of `bytes`, and receives.
 *
 * - ring: a reduce-scatter and an all-gather, (n−1)/n each (Patarasuk & Yuan, 2009);
 * - two-shot: the same two halves, every rank reading from all others at once;
 * - one-shot: every rank reads the whole buffers of all others: one synchronisation less;
 * - tree: the sum goes up, and down again: twice the buffer (double binary trees, Sanders et al.,
 *   2009).
 */
export function allReduceBytes(algorithm: AllReduceAlgorithm, bytes: Bytes, ranks: number): Bytes {
  if (ranks === 1) return 0;
  switch (algorithm) {
    case "ring":
    case "two-shot":
      return (2 * (ranks - 1) * bytes) / ranks;
    case "one-shot":
      return (ranks - 1) * bytes;
    case "tree":
      return 2 * bytes;
  }
}

/** Bytes that each of `ranks` sends in an operation; sums go around a ring. */
export function wireBytes(operation: Operation, bytes: Bytes, ranks: number): Bytes {
  if (ranks === 1) return 0;
  if (operation === "send") return bytes;
  return operation === "all-reduce"
    ? allReduceBytes("ring", bytes, ranks)
    : ((ranks - 1) * bytes) / ranks;
}

/**
 * Constants of one collective on one kind of link:
 * `floor + perPeer·(n − 2) + x + pipelining·√x`, with x = wire ÷ (share·rate·(2/n)^contention).
 *
 * The root is what a pipeline of optimally sized chunks costs: with p stages of latency α and x of
 * transfer it takes (√(αp) + √x)² (Rabenseifner, 2004; NCCL tunes its chunks so).
 */
export interface CollectiveConstants {
  floor: Seconds;
  /** For each rank beyond the second. */
  perPeer: Seconds;
  /** Of the link's data-sheet rate, one direction. */
  bandwidthShare: number;
  /** √seconds. */
  pipelining: number;
  /** How a link that all share narrows with their number; 0 where each rank has its own. */
  contention: number;
}

/** Time of a collective in which each of `ranks` sends `wire` over a link of this rate. */
export function collectiveSeconds(
  { floor, perPeer, bandwidthShare, pipelining, contention }: CollectiveConstants,
  { wire, ranks, bandwidth }: { wire: Bytes; ranks: number; bandwidth: Bandwidth },
): Seconds {
  if (ranks === 1) return 0;
  const narrowed = contention === 0 ? 1 : Math.exp(contention * Math.log(2 / ranks));
  const moving = wire / (bandwidthShare * bandwidth * narrowed);
  return floor + perPeer * (ranks - 2) + moving + pipelining * Math.sqrt(moving);
}

/** What sums a buffer: one of the engine's own kernels, or the library's (NCCL's). */
export type AllReduceKernel = "one-shot" | "two-shot" | "library";

/** What decides which kernels a group has. */
export interface Group {
  /** Ranks, and the servers that they stand in (counts). */
  ranks: number;
  nodes: number;
  /** Whether every rank has NVLink to every other. */
  connected: boolean;
}

const KIB: Bytes = 1024;

/** Size from which the engine's own kernels are not used. Source: `CustomAllreduce`, `max_size`. */
const LARGEST_OWN: Bytes = 8192 * KIB;

/** Groups that the engine's own kernels are built for. Source: `_SUPPORTED_WORLD_SIZES`. */
const BUILT_FOR: readonly number[] = [2, 4, 6, 8];

/**
 * The kernels that sum buffers in a group, each with the size from which it is taken, smallest
 * first.
 *
 * Source: vLLM 0.26.0, `custom_all_reduce.py` (in one server; two ranks, or all joined by NVLink)
 * and `custom_all_reduce.cuh` (one shot for two ranks, below 512 KiB up to four, 256 KiB up to
 * eight). On Hopper and later it hands sums beyond those of `all_reduce_utils.py` to symmetric
 * memory of a switch, which nobody has measured for us; the same kernels stand in.
 */
export function allReduceKernels(group: Group): { kernel: AllReduceKernel; from: Bytes }[] {
  const { ranks, nodes, connected } = group;
  const own = nodes === 1 && BUILT_FOR.includes(ranks) && (ranks === 2 || connected);
  if (!own) return [{ kernel: "library", from: 0 }];
  const twoShot = { kernel: "two-shot", from: (ranks <= 4 ? 512 : 256) * KIB } as const;
  return [
    { kernel: "one-shot", from: 0 },
    ...(ranks > 2 ? [twoShot] : []),
    { kernel: "library", from: LARGEST_OWN },
  ];
}

/** The kernel that sums a buffer of `bytes`. */
export function allReduceKernel(bytes: Bytes, group: Group): AllReduceKernel {
  let taken: AllReduceKernel = "library";
  for (const { kernel, from } of allReduceKernels(group)) if (bytes >= from) taken = kernel;
  return taken;
}
