/**
 * Shortest remaining processing time, by somebody who knows how long each answer will be.
 *
 * It preempts: where places or memory are short, the request with the most output tokens left gives
 * way to one with fewer, one a step, and computes its cache again when it comes back. On a single
 * server that loses nothing by that, no order has a lower mean latency (Schrage, 1968). An engine
 * is no such server: a batch shares its steps, prompts and lost caches cost time of their own, and
 * memory binds too. So this is what to hold other orders against, and no bound on them.
 */
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { preempting } from "./by-rank.ts";
import type { Order } from "./order.ts";

export const srpt = (): Order =>
  preempting(remaining, (running, waiting) => remaining(running) > remaining(waiting));

const remaining = (request: Request): Tokens => request.output - request.produced;
