/**
 * Every order by its name in a scenario: one that is named but not built, or the reverse, fails to
 * compile.
 */
import type { EngineSettings } from "../../scenario/schema.ts";
import { deadline } from "./deadline.ts";
import { fcfs } from "./fcfs.ts";
import { leastAttained } from "./least-attained.ts";
import type { OrderBuilder } from "./order.ts";
import { priority } from "./priority.ts";
import { shortestFirst } from "./shortest-first.ts";
import { srpt } from "./srpt.ts";
import { vtc } from "./vtc.ts";

export const orders: { readonly [O in EngineSettings["order"]]: OrderBuilder } = {
  fcfs,
  priority,
  "shortest-first": shortestFirst,
  "least-attained": leastAttained,
  vtc,
  deadline,
  srpt,
};
