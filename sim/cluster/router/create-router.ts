/** From what a scenario says to a router. */
import type { Random } from "../../kernel/random.ts";
import type { RouterSpec } from "../../scenario/schema.ts";
import { ScenarioProblems } from "../scenario-problems.ts";
import { routers } from "./registry.ts";
import type { Router, RouterBuilder } from "./router.ts";

/** @param own a router of the caller's, instead of the scenario's */
export function createRouter(spec: RouterSpec, random: Random, own?: RouterBuilder): Router {
  const parts = { random: random.stream("router") };
  if (own !== undefined) return own(parts);
  if ("policy" in spec) return routers[spec.policy](parts);
  throw new ScenarioProblems([
    {
      path: ["cluster", "router", "module"],
      message: "is code of the scenario's own: it is loaded only when that is allowed",
      value: spec.module,
    },
  ]);
}
