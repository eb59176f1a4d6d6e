/** What requests ask of an engine of a pool: cut, or refused, as it would do it. */
import type { PoolBlueprint } from "../../cluster/blueprint.ts";
import { Demand } from "../../workload/demand.ts";
import type { AskedRequest } from "./asked.ts";

/** All of them together; one whose prompt leaves no room is refused and asks for nothing. */
export function demandOn(
  { engine: { maxModelLen, reach } }: PoolBlueprint,
  requests: readonly AskedRequest[],
): Demand {
  const demand = new Demand(reach);
  for (const { prompt, output } of requests) {
    const room = maxModelLen - prompt;
    if (room >= 1) demand.add(prompt, Math.min(output, room));
  }
  return demand;
}
