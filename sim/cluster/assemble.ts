/** From a blueprint to an engine: cache, order, batch and batching policy put together. */
import { type EngineProfile, vllm026 } from "../cost/calibration/vllm-0.26.ts";
import type { Cost } from "../cost/cost.ts";
import type { Batch } from "../engine/batch/batch.ts";
import { EachBatch, type EachOptions } from "../engine/batch/each.ts";
import { SumsBatch } from "../engine/batch/sums.ts";
import type { Batching } from "../engine/batching/batching.ts";
import { InFlight } from "../engine/batching/in-flight.ts";
import { Static } from "../engine/batching/static.ts";
import { Engine } from "../engine/engine.ts";
import type { EngineParts, Frontend } from "../engine/engine-parts.ts";
import { ContiguousCache } from "../engine/kv-cache/contiguous.ts";
import type { KvCache } from "../engine/kv-cache/kv-cache.ts";
import { PagedCache } from "../engine/kv-cache/paged.ts";
import type { Order, OrderBuilder, OrderParts } from "../engine/order/order.ts";
import { orders } from "../engine/order/registry.ts";
import type { Wave } from "../engine/wave.ts";
import type { Reach } from "../kernel/reach.ts";
import { onGrid } from "../kernel/time.ts";
import type { BlockNeed } from "../machine/kv-blocks.ts";
import type { EngineSettings } from "../scenario/schema.ts";
import type { Tokens } from "../units.ts";

/** Which form of the batch runs: the sums wherever they hold, or the plain loop everywhere. */
export type BatchForm = "sums" | "each";

/** What one engine is built from, once its machine is known. */
export interface EngineBlueprint {
  settings: EngineSettings;
  blocks: number;
  maxModelLen: Tokens;
  cost: Cost;
  /** How far the layers see that do not see all of a request; all do unless given. */
  reach?: Reach | undefined;
  /** How many blocks tokens take; one for all layers unless given. */
  blockNeed?: BlockNeed;
}

/** What surrounds an engine in its simulation. */
export interface Surroundings
  extends Pick<EngineParts, "name" | "index" | "agenda" | "frontend" | "probe" | "ended">,
    Pick<OrderParts, "slo" | "random"> {
  form: BatchForm;
  /** An order of the caller's own, instead of the scenario's. */
  order?: OrderBuilder | undefined;
  /** Where it steps together with other ranks. */
  wave?: Wave | undefined;
}

/** The front end of an engine's software, on the grid. */
export const frontendOf = ({ frontEnd, wake }: EngineProfile): Frontend => ({
  in: onGrid(frontEnd.in),
  out: onGrid(frontEnd.out),
  wake: onGrid(wake),
});

/** The front end of vLLM 0.26. */
export const FRONTEND: Frontend = frontendOf(vllm026);

export function assembleEngine(blueprint: EngineBlueprint, surroundings: Surroundings): Engine {
  const { settings, maxModelLen, cost, reach } = blueprint;
  const { name, index, agenda, frontend, probe, ended, slo, random, form, wave } = surroundings;
  const cache = createCache(blueprint);
  const groups = groupsOf(settings, cost);
  const build = surroundings.order ?? orders[settings.order];
  const order = build({ settings, slo, random, groups });
  // One by one: objects that are spread have a shape each, and what V8 compiles serves but one.
  return new Engine({
    name,
    index,
    agenda,
    cost,
    batching: createBatching(settings, { cache, order, form, groups, reach }),
    cache,
    frontend,
    wave,
    depth: groups - 1 + stepsInFlight(settings),
    groups,
    maxModelLen,
    reach,
    blockNeed: blueprint.blockNeed,
    probe,
    ended,
  });
}

function createCache({ settings, blocks, maxModelLen, blockNeed }: EngineBlueprint): KvCache {
  return settings.kv_layout === "paged"
    ? new PagedCache(blocks, settings.block_size, blockNeed)
    : new ContiguousCache(blocks, settings.block_size, settings.reserve, maxModelLen);
}

/** What a way of batching is built on. */
interface Foundation {
  cache: KvCache;
  order: Order;
  form: BatchForm;
  groups: number;
  reach: Reach | undefined;
}

function createBatching(settings: EngineSettings, on: Foundation): Batching {
  const { cache, order, reach } = on;
  if (settings.batching === "static") {
    const limits = {
      maxBatchSize: settings.max_batch_size,
      maxQueueDelay: onGrid(settings.max_queue_delay),
      preferredBatchSizes: settings.preferred_batch_size ?? [],
      reach,
    };
    return new Static(limits, cache, order);
  }
  const limits = {
    maxNumSeqs: settings.max_num_seqs,
    maxNumBatchedTokens: settings.max_num_batched_tokens,
    chunkedPrefill: settings.enable_chunked_prefill,
    longPrefillTokenThreshold: settings.long_prefill_token_threshold,
  };
  return new InFlight(limits, createBatch(settings, on), cache, order);
}

function createBatch(settings: EngineSettings, on: Foundation): Batch {
  const { cache, order, form, groups, reach } = on;
  const options: EachOptions = {
    urgency: order.urgency,
    pieceCap: settings.long_prefill_token_threshold,
    groups,
    reach,
  };
  // Requests then advance unequally, which sums cannot follow.
  const unequal = order.urgency !== undefined || options.pieceCap !== 0;
  // So they do in what they give back where chunks end within blocks: now one more, now one less.
  const uneven = cache.recycled !== undefined && !Number.isInteger(cache.recycled.blocks);
  return form === "each" || unequal || uneven
    ? new EachBatch(cache, options)
    : new SumsBatch(cache, { groups, reach });
}

/** Requests take turns between the stages of a pipeline; a static batch is alone in it. */
const groupsOf = ({ batching }: EngineSettings, { stages = [] }: Cost): number =>
  batching === "in-flight" ? Math.max(1, stages.length) : 1;

/** Of one stage. A static batch is one at a time; else a step can be prepared while one runs. */
export const stepsInFlight = (settings: EngineSettings): number =>
  settings.batching === "in-flight" && settings.async_scheduling ? 2 : 1;
