/** Orders: ours, what they are built from, and what each must keep. */

export { preempting, type Rank, sorting } from "./by-rank.ts";
export { brokenOrderPromises } from "./contract.ts";
export type { Order, OrderBuilder, OrderParts, Served, Urgency } from "./order.ts";
export { orders } from "./registry.ts";
