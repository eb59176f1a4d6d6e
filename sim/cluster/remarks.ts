/** What a reader must know of a pool's machine: what is borrowed, narrowed, or stands in. */
import { borrowedInWords } from "../cost/calibration/borrowed.ts";
import { formatRemark } from "../machine/formats.ts";
import type { PoolBlueprint } from "./blueprint.ts";

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
