/** Bounds: what a scenario can at most reach, told without running it. */

export { type Asked, type AskedRequest, askedOf } from "./asked.ts";
export {
  type BoundOptions,
  type CapacityBound,
  capacityBound,
  costBound,
  type EngineCapacity,
  fewestEngines,
  type MostRequests,
} from "./capacity.ts";
export { type LatencyBound, latencyBound } from "./latency.ts";
export type { Objective } from "./least-latency.ts";
