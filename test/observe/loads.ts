/** Loads of every kind for one engine, for properties that hold whatever happens. */
import fc from "fast-check";
import { orders } from "../../sim/engine/order/registry.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import { anyRequests, linearCost, pipelineCost, type WorldOptions } from "../engine/world.ts";

const orderNames = Object.keys(orders) as EngineSettings["order"][];

const inFlight = fc.record({
  batching: fc.constant("in-flight" as const),
  block_size: fc.constantFrom(1, 4, 16),
  max_num_seqs: fc.constantFrom(1, 3, 16),
  max_num_batched_tokens: fc.constantFrom(16, 64, 512),
  order: fc.constantFrom(...orderNames),
  async_scheduling: fc.boolean(),
});

const contiguous = fc.record({
  kv_layout: fc.constant("contiguous" as const),
  reserve: fc.constantFrom("pow2" as const, "oracle" as const),
  batching: fc.constantFrom("in-flight" as const, "static" as const),
});

const together = fc.record({
  batching: fc.constant("static" as const),
  max_batch_size: fc.constantFrom(1, 4),
  max_queue_delay: fc.constantFrom(0, 2.5),
});

/** From idle to heavy; caches from roomy to so tight that requests are preempted often. */
export const loads = fc.record({
  asked: anyRequests(30),
  settings: fc.oneof(inFlight, contiguous, together),
  host: fc.constantFrom(0, 0.125, 2),
  frontend: fc.constantFrom({ in: 0, out: 0, wake: 0 }, { in: 0.25, out: 0.5, wake: 0 }),
  stages: fc.constantFrom(1, 1, 2, 3, 4),
});
export type Load = typeof loads extends fc.Arbitrary<infer T> ? T : never;

/** The world of a load: 160 tokens of cache, so that its longest request just fits in blocks. */
export function worldOf({ settings, host, frontend, stages }: Load): WorldOptions {
  const { block_size } = engineSchema.parse(settings);
  const parts = Array.from({ length: stages }, (_, stage) => linearCost(1 / 4, (1 + stage) / 128));
  return {
    blocks: Math.ceil(160 / block_size),
    cost: stages > 1 ? pipelineCost(parts, 1 / 8, host) : linearCost(1, 1 / 64, host),
    frontend,
    settings,
  };
}
