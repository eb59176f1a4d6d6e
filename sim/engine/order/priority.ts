/**
 * By priority: the lowest number first, then the earlier (vLLM's priority policy).
 *
 * Nobody who runs gives way to one that waits; where memory runs short, the least urgent does.
 */
import { preempting } from "./by-rank.ts";
import type { Order } from "./order.ts";

export const priority = (): Order => preempting((request) => request.priority);
