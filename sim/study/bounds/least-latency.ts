/** The latency of a request that is alone on an idle engine, with kernels as measured. */
import type { PoolBlueprint } from "../../cluster/blueprint.ts";
import type { Seconds } from "../../units.ts";
import type { Objectives } from "../../workload/class-spec.ts";
import type { Demand } from "../../workload/demand.ts";
import type { AskedRequest } from "./asked.ts";
import { demandOn } from "./demand-on.ts";

export const objectives = ["ttft", "tpot", "itl", "e2el"] as const;
export type Objective = (typeof objectives)[number];

/** By the objective that it is held against; infinite where it is refused. */
export type LeastLatency = Record<Objective, Seconds>;

const REFUSED: LeastLatency = {
  ttft: Number.POSITIVE_INFINITY,
  tpot: Number.POSITIVE_INFINITY,
  itl: Number.POSITIVE_INFINITY,
  e2el: Number.POSITIVE_INFINITY,
};

/** The least on any of several pools, each latency by itself. */
export const leastLatency = (
  pools: readonly PoolBlueprint[],
  request: AskedRequest,
): LeastLatency => pools.map((pool) => latencyOn(pool, request)).reduce(lesser);

function latencyOn(pool: PoolBlueprint, request: AskedRequest): LeastLatency {
  const demand = demandOn(pool, [request]);
  return demand.requests === 0 ? REFUSED : latencyOf(pool, demand);
}

/** Of one request that an engine of `pool` takes on. */
export function latencyOf({ bounds }: PoolBlueprint, demand: Demand): LeastLatency {
  const ttft = bounds.firstToken(demand).attained;
  const pace = bounds.pace(demand).attained;
  // The longest gap between two tokens is no shorter than their mean.
  return { ttft, tpot: pace, itl: pace, e2el: ttft + bounds.decode(demand).attained };
}

const lesser = (one: LeastLatency, other: LeastLatency): LeastLatency => ({
  ttft: Math.min(one.ttft, other.ttft),
  tpot: Math.min(one.tpot, other.tpot),
  itl: Math.min(one.itl, other.itl),
  e2el: Math.min(one.e2el, other.e2el),
});

/** The objectives that a latency exceeds. */
export const missedBy = (latency: LeastLatency, slo: Objectives): Objective[] =>
  objectives.filter(
    (objective) => latency[objective] > (slo[objective] ?? Number.POSITIVE_INFINITY),
  );
