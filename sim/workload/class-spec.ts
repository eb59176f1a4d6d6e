/**
 * Classes of requests, in words: chat beside batch, one tenant beside another.
 *
 * A class has its requests from one of three places: from arrivals of its own, from its share of
 * the workload's, or from the column `class` of the workload's trace. What it does not say of its
 * requests the workload says, and where that is silent too, the trace.
 */
import type { Seconds } from "../units.ts";
import type { ArrivalsSpec, JointLengthsSpec, LengthSpec, WorkloadSpec } from "./spec.ts";

export interface ClassSpec {
  /** No other class has it. */
  name: string;
  /** Of the workload's arrivals, 0 … 1. */
  share?: number | undefined;
  /** Its own, beside the workload's. */
  arrivals?: ArrivalsSpec | undefined;
  prompt_tokens?: LengthSpec | undefined;
  output_tokens?: LengthSpec | undefined;
  lengths?: JointLengthsSpec | undefined;
  /** Lower is more urgent, as in vLLM. */
  priority?: number | undefined;
  /** On whose behalf it asks. */
  tenant?: string | undefined;
  /** Its own objectives, all of them, in the place of the scenario's. */
  slo?: Objectives | undefined;
}

/** What latency is good enough. The workload only carries it along, for those who judge. */
export interface Objectives {
  ttft?: Seconds | undefined;
  tpot?: Seconds | undefined;
  itl?: Seconds | undefined;
  e2el?: Seconds | undefined;
  /** Share of requests that must meet them all. */
  share: number;
}

/** Something that a workload says, and where from the root of the scenario. */
export interface Said<T> {
  path: readonly (string | number)[];
  spec: T;
}

/** All arrivals of a workload: the common ones, then those of classes. */
export function arrivalsIn({ arrivals, classes = [] }: WorkloadSpec): Said<ArrivalsSpec>[] {
  return said([
    [["workload", "arrivals"], arrivals],
    ...classes.map((kind, at) => [["workload", "classes", at, "arrivals"], kind.arrivals] as const),
  ]);
}

/** All lengths that are drawn together, likewise. */
export function jointLengthsIn({ lengths, classes = [] }: WorkloadSpec): Said<JointLengthsSpec>[] {
  return said([
    [["workload", "lengths"], lengths],
    ...classes.map((kind, at) => [["workload", "classes", at, "lengths"], kind.lengths] as const),
  ]);
}

const said = <T>(all: (readonly [path: Said<T>["path"], spec: T | undefined])[]): Said<T>[] =>
  all.flatMap(([path, spec]) => (spec === undefined ? [] : [{ path, spec }]));
