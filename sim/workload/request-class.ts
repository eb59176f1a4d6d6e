/**
 * The class and the tenant of a request: one object each, shared by all their requests.
 */
import type { Objectives } from "./class-spec.ts";

export interface RequestClass {
  /** Its place among the classes of the workload. */
  readonly index: number;
  readonly name: string;
  /** What the scenario says of all its requests. */
  readonly priority: number | undefined;
  readonly tenant: string | undefined;
  /** Its own; undefined where the scenario's hold. */
  readonly slo: Objectives | undefined;
}

/** On whose behalf requests are made. */
export interface Tenant {
  /** Its place among the tenants of the workload. */
  readonly index: number;
  readonly name: string;
}

/** Where nobody speaks of classes, and of rows of a trace that name none. */
export const DEFAULT_CLASS: RequestClass = {
  index: 0,
  name: "default",
  priority: undefined,
  tenant: undefined,
  slo: undefined,
};
