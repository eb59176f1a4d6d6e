/** Paths as scenarios write them: `cluster.pools.0.engines`. */
import type { Path } from "../../sim/index.ts";

export const pathOf = (written: string): Path =>
  written.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
