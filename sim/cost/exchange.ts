/**
 * The time in which tokens reach the ranks that have their experts, by kernels made for it.
 *
 * - Low latency: a token goes to each of its experts by itself, over the network or inside the
 *   server, one after the other as the figures of these kernels show.
 * - High throughput: a token crosses to each server once, and goes on from there to each rank once.
 *   Both ways are taken at the same time, and the slower one sets the pace.
 *
 * What comes back is of the same tokens, from the same ranks.
 */
import type { Experts } from "../machine/experts.ts";
import type { ExpertSplit } from "../machine/parallel.ts";
import { reachedParts } from "../machine/routing.ts";
import type { Placement } from "../machine/topology.ts";
import type { Bytes, Seconds } from "../units.ts";
import { deepep, type ExchangeConstants } from "./calibration/deepep.ts";
import { pNorm } from "./p-norm.ts";

/** Time to send `bytes`: all that one rank has for the ranks of its tokens, itself among them. */
export type Exchange = (bytes: Bytes) => Seconds;

/** Two ways at once: the ridge is rounded as that of kernels. */
const P = 2;

/** Compiles where the ranks stand and what tokens choose into the times of their exchange. */
export function createExchange(
  placement: Placement,
  experts: Pick<Experts, "count" | "perToken">,
  split: ExpertSplit,
  { floor, insideShare, railShare }: ExchangeConstants = deepep,
): Exchange {
  const { ranks, nodes, bandwidth, rail } = placement;
  const inNode = ranks / nodes;
  const inside = (1 - 1 / inNode) / (insideShare * bandwidth);
  const across = (1 - 1 / nodes) / (railShare * rail.bandwidth);
  if (split.backend === "deepep_low_latency")
    return (bytes) => floor + bytes * across + (bytes / nodes) * inside;
  // Of what goes to ranks, that which is left where those of a server get a token once together.
  const merged = reachedParts(experts, split, inNode) / reachedParts(experts, split);
  return (bytes) => floor + pNorm(bytes * merged * across, bytes * inside, P);
}
