/**
 * Every router by its name in a scenario: one that is named but not built, or the reverse, fails to
 * compile.
 */
import type { RouterPolicy } from "../../scenario/schema.ts";
import { leastOutstanding } from "./least-outstanding.ts";
import { random } from "./random.ts";
import { roundRobin } from "./round-robin.ts";
import type { RouterBuilder } from "./router.ts";

export const routers: { readonly [P in RouterPolicy]: RouterBuilder } = {
  "round-robin": roundRobin,
  random,
  "least-outstanding": leastOutstanding,
};
