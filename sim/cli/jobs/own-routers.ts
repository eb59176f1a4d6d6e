/** Routers of the user's own, of several scenarios that name the same one or different ones. */
import type { OpenedScenario } from "../run/open-scenario.ts";
import type { RouterOf } from "./jobs.ts";

/** Undefined where none of them names one. A job has the router of the cluster that it is of. */
export function ownRouters(all: readonly OpenedScenario[]): RouterOf | undefined {
  if (all.every(({ router }) => router === undefined)) return undefined;
  const routers = new Map(all.map(({ scenario, router }) => [scenario.cluster, router]));
  return ({ cluster }) => routers.get(cluster);
}
