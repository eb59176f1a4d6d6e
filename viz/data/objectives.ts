/** The objectives that a request is held to: its class's own, or else the scenario's. */
import type { RunRecord, Scenario } from "../../sim/index.ts";

type Objectives = NonNullable<Scenario["slo"]>;

export function objectivesOf(record: RunRecord, request: number): Partial<Objectives> {
  const { scenario, classes, requests } = record;
  const name = classes[requests.class[request]!];
  const own = scenario?.workload.classes?.find((kind) => kind.name === name)?.slo;
  return own ?? scenario?.slo ?? {};
}
