/**
 * Least attained service: who had the fewest output tokens so far goes first, so short answers need
 * not wait for long ones, though nobody knows which are short.
 *
 * As in FastServe (Wu et al., 2023) service is coarse: levels double, the first is one quantum of
 * tokens, and within a level the earlier goes first. A running request gives way to one that waits
 * at a lower level only after a whole quantum since it was let in, one a step. So it loses its
 * cache at most once a quantum, memory aside, and gets on each time. FastServe moves caches to the
 * host's memory and back; here a cache is computed again, as in vLLM. FastServe also counts the
 * prompt and starts long ones at a higher level; here a prompt is a step or two among hundreds, and
 * not counted. Autellix (Luo et al., 2025) counts by program instead, which the requests here do
 * not name.
 */
import type { Tokens } from "../../units.ts";
import { preempting } from "./by-rank.ts";
import type { Order, OrderParts } from "./order.ts";

export function leastAttained({ settings: { service_quantum: quantum } }: OrderParts): Order {
  return preempting(
    ({ produced }) => levelOf(produced, quantum),
    (running, waiting) =>
      running.produced - running.producedBefore >= quantum &&
      levelOf(running.produced, quantum) > levelOf(waiting.produced, quantum),
  );
}

/** Level k begins where levels of 1, 2, 4 … quanta before it end: at 2^k − 1 quanta. */
export const levelOf = (produced: Tokens, quantum: Tokens): number =>
  31 - Math.clz32(Math.floor(produced / quantum) + 1);
