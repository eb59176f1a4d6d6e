/**
 * How requests come, as far as that decides what may be said of a run.
 */
import { arrivalsIn } from "./class-spec.ts";
import type { WorkloadSpec } from "./spec.ts";

/**
 * At a steady rate, as far as anybody knows; at one that changes with time; or only when others
 * have ended, so that no queue can grow.
 */
export type Load = "open" | "varying" | "closed";

/** Of all classes together: one that varies makes all vary, one that is open can fill a queue. */
export function loadOf(workload: WorkloadSpec): Load {
  const processes = arrivalsIn(workload).map(({ spec }) => spec.process);
  if (processes.every((process) => process === "closed")) return "closed";
  return processes.includes("piecewise") ? "varying" : "open";
}
