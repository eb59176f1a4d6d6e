/**
 * Shortest remaining processing time, by somebody who knows how long each answer will be.
 *
 * What remains of a request is what VTC counts as service: output tokens, and tokens whose cache is
 * still to be computed, each by its weight. It preempts: where places or memory are short, whoever
 * has most left of those that run gives way, for one request a step, if that is more than the one
 * that waits needs and the lost cache costs together; then the two of them wait less than they
 * would have. On a single server where a lost cache costs nothing, no order has a lower mean
 * latency (Schrage, 1968). An engine is no such server: a batch shares its steps, and memory binds
 * too. So this is what to hold other orders against, and no bound on them.
 */
import type { Request } from "../../workload/request.ts";
import { known } from "../kv-cache/kv-cache.ts";
import { preempting } from "./by-rank.ts";
import type { Order, OrderParts } from "./order.ts";

export function srpt({ settings }: OrderParts): Order {
  const { input_token_weight, output_token_weight } = settings;
  const left = (request: Request) => output_token_weight * (request.output - request.produced);
  const cache = (request: Request) => input_token_weight * known(request);
  const whole = (request: Request) => left(request) + cache(request);
  return preempting(whole, (running, waiting) => left(running) > whole(waiting) + cache(running));
}
