/** What a reader must know of a scenario: what is borrowed, narrowed, stands in, or is idle. */
import { borrowedInWords } from "../cost/calibration/borrowed.ts";
import { formatRemark } from "../machine/formats.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { PoolBlueprint } from "./blueprint.ts";

/** Of a pool's machine. */
export function remarksOn({ gpu, model, ownPrice, engine }: PoolBlueprint): string[] {
  const remarks = [
    formatRemark(gpu, model, engine.settings.dtype),
    borrowedInWords(gpu),
    gpu.price.standsIn && !ownPrice
      ? `The price of the ${gpu.name} was ${gpu.price.source}; set price_per_hour.`
      : undefined,
  ];
  return remarks.filter((remark) => remark !== undefined);
}

/** Of priorities that nobody looks at: they are no mistake, but do not do what one may think. */
export function idlePriorities({ workload, cluster }: Scenario): string[] {
  const stated = workload.classes?.some(({ priority }) => priority !== undefined);
  const ordered = cluster.pools.some(({ engine }) => engine.order === "priority");
  return stated && !ordered
    ? ["Classes have priorities, and no pool orders its queue by them (order: priority)."]
    : [];
}
