/** Sweeps: a scenario at many points, each run several times. */

export type { Values } from "../../scenario/sections/sweep.ts";
export type { Settings } from "./conditions.ts";
export type { Figures, Metric } from "./metrics.ts";
export type { PointFigure, PointFigures, PointStatus } from "./point-figures.ts";
export {
  type Axis,
  type Expansion,
  type FurtherAxis,
  type Point,
  pointsOf,
} from "./points.ts";
export type { RunEnd, SweepRun } from "./run.ts";
export {
  planSweep,
  type RunStore,
  type Sweep,
  type SweepResult,
  type SweepTerms,
  type SweptPoint,
  type SweptRun,
} from "./sweep.ts";
export { readVary } from "./vary.ts";
