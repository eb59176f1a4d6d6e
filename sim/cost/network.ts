/**
 * The network of one group of GPUs: how long each collective takes on the links that it crosses.
 *
 * In a server one algorithm does it. Across servers it is hierarchical, so that the slower rail
 * carries only what it must: a sum is scattered in each server, summed between GPUs of like
 * position, and gathered again; every GPU has its share of the rail.
 *
 * Nothing overlaps with compute, as in engines by default.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Placement } from "../machine/topology.ts";
import type { Bytes, Seconds } from "../units.ts";
import type { CollectiveTable } from "./calibration/link-calibration.ts";
import { linkCalibrationOf } from "./calibration/link-calibration-of.ts";
import {
  allReduceBytes,
  allReduceKernels,
  collectiveSeconds,
  type Operation,
  wireBytes,
} from "./collective.ts";

/** Time of a collective over `bytes` (see `collective.ts`); never less for more bytes. */
export type Network = (operation: Operation, bytes: Bytes) => Seconds;

/** Compiles where a group stands into the times of its collectives. */
export function createNetwork(placement: Placement): Network {
  const { ranks, nodes } = placement;
  if (ranks === 1) return () => 0;
  const inNode = ranks / nodes;
  const inside = insideNode(placement, inNode);
  if (nodes === 1) return inside;
  const rail = onRail(placement);
  return (operation, bytes) => {
    switch (operation) {
      case "all-reduce":
        return (
          inside("reduce-scatter", bytes) +
          rail("all-reduce", bytes / inNode) +
          inside("all-gather", bytes)
        );
      case "all-gather":
      case "reduce-scatter":
        return rail(operation, bytes / inNode) + inside(operation, bytes);
      case "all-to-all":
        return rail(operation, bytes) + inside(operation, bytes / nodes);
      case "send":
        return rail(operation, bytes);
    }
  };
}

/** GPUs of one server. */
function insideNode(placement: Placement, ranks: number): Network {
  const { inside, bandwidth, connected, contended, nodes } = placement;
  const { tables } = linkCalibrationOf(inside);
  const seconds = (table: CollectiveTable, wire: Bytes, among = ranks): Seconds => {
    const fit = tables[table];
    invariant(fit !== undefined, () => `${table} was not measured over ${inside.name}`);
    const { contention } = fit.constants;
    const constants = { ...fit.constants, contention: contended ? contention : 0 };
    return collectiveSeconds(constants, { wire, ranks: among, bandwidth });
  };
  const library = (operation: Operation, bytes: Bytes): Seconds => {
    // Each of two sends its half of what they gather.
    if (operation === "send" && tables.send === undefined) return seconds("all-gather", bytes, 2);
    return seconds(operation, wireBytes(operation, bytes, ranks));
  };
  const kernels = allReduceKernels({ ranks, connected, nodes }).map(({ kernel, from }) => {
    const time = (bytes: Bytes): Seconds =>
      kernel === "library"
        ? library("all-reduce", bytes)
        : seconds(kernel, allReduceBytes(kernel, bytes, ranks));
    return { from, time };
  });
  // The engine changes kernels by size alone: so that no sum takes longer than a larger one, it
  // takes at most what the later kernels take where they begin.
  const allReduce = (bytes: Bytes): Seconds => {
    let least = Number.POSITIVE_INFINITY;
    for (let index = kernels.length - 1; index >= 0; index--) {
      const { from, time } = kernels[index]!;
      least = Math.min(least, time(Math.max(bytes, from)));
      if (bytes >= from) break;
    }
    return least;
  };
  return (operation, bytes) =>
    operation === "all-reduce" ? allReduce(bytes) : library(operation, bytes);
}

const US: Seconds = 1e-6;

/**
 * What each hop between servers adds to the first. Source: NCCL, `src/graph/tuning.cc`, `hwLat` of
 * networks under LL128, which Vidur's table of two servers cannot tell.
 */
const HOP = { ring: 4.0 * US, tree: 8.5 * US };

/** GPUs of like position, one in each server. */
function onRail({ nodes, rail }: Placement): Network {
  const { constants } = linkCalibrationOf(rail).tables.send!;
  const seconds = (wire: Bytes, hops: number, perHop = HOP.ring): Seconds =>
    collectiveSeconds(constants, { wire, ranks: 2, bandwidth: rail.bandwidth }) +
    (hops - 1) * perHop;
  const levels = Math.ceil(Math.log(nodes) / Math.LN2 - ROUNDING);
  return (operation, bytes) => {
    switch (operation) {
      case "all-reduce":
        return Math.min(
          seconds(allReduceBytes("ring", bytes, nodes), 2 * (nodes - 1)),
          seconds(allReduceBytes("tree", bytes, nodes), 2 * levels, HOP.tree),
        );
      case "all-gather":
      case "reduce-scatter":
        return seconds(wireBytes(operation, bytes, nodes), nodes - 1);
      case "all-to-all":
        return seconds(wireBytes(operation, bytes, nodes), 1);
      case "send":
        return seconds(bytes, 1);
    }
  };
}

/** Whole powers of two must not be rounded up. */
const ROUNDING = 1e-9;
