/**
 * The KV cache: bytes of a token, and of a request as it grows.
 *
 * Counted ideally here, token by token; what vLLM's blocks make of layers that keep different
 * numbers of tokens is `kv-blocks.ts`.
 */

import type { Reach } from "../kernel/reach.ts";
import type { Bytes, Tokens } from "../units.ts";
import { mostTokensHeld, tokensHeld } from "./attention.ts";
import type { Model } from "./model.ts";
import { layersOf, type Stage } from "./parallel.ts";
import { kvHeadsOnRank } from "./parameters.ts";

/** Formats of the cache under vLLM's names: bytes of an element; `auto` is the model's own. */
const bytesOf = {
  auto: undefined,
  float16: 2,
  bfloat16: 2,
  fp8: 1,
  fp8_e4m3: 1,
  fp8_e5m2: 1,
} as const;

export type KvCacheDtype = keyof typeof bytesOf;

/** Names that `kv_cache_dtype` takes. */
export const kvCacheDtypes = Object.keys(bytesOf) as readonly KvCacheDtype[];

/** Settings that decide what a token's keys and values weigh on one GPU, under vLLM's names. */
export interface KvSettings {
  kv_cache_dtype?: KvCacheDtype | undefined;
  tensor_parallel_size?: number | undefined;
}

/** Of one stage of a pipeline alone; of all layers unless given. */
export type OfStage = KvSettings & { stage?: Stage };

/** Bytes of one cached element. */
export const kvElementBytes = (model: Model, dtype: KvCacheDtype = "auto"): Bytes =>
  bytesOf[dtype] ?? model.bytesPerElement;

/** Elements that one layer of one rank caches of a token. */
export function kvElementsPerLayer(model: Model, ranks = 1): number {
  // The latent vector belongs to all heads alike, so every rank has the whole of it.
  if (model.latent !== undefined) return model.latent.kvRank + model.latent.ropeDim;
  return 2 * kvHeadsOnRank(model, ranks) * model.headDim;
}

/** Bytes of a token in one layer, on one GPU. */
export const kvBytesPerLayer = (model: Model, settings: KvSettings = {}): Bytes =>
  kvElementsPerLayer(model, settings.tensor_parallel_size) *
  kvElementBytes(model, settings.kv_cache_dtype);

/**
 * Bytes of one token in all layers, on one GPU: keys and values by KV head, or the latent vector.
 * Layers with a window keep it only as long as the window reaches.
 */
export const kvBytesPerToken = (model: Model, settings: OfStage = {}): Bytes =>
  layersOf(model, settings) * kvBytesPerLayer(model, settings);

/**
 * Bytes that a request of `context` tokens needs, on one GPU: each layer keeps what its queries
 * still see. Where chunks are seen, it falls as a new one begins; `mostKvBytes` is the peak.
 */
export const kvBytes = (model: Model, context: Tokens, settings: OfStage = {}): Bytes =>
  summed(model, settings, (reach) => tokensHeld(reach, context));

/** The most bytes that a request needs on its way to `context` tokens, on one GPU. */
export const mostKvBytes = (model: Model, context: Tokens, settings: OfStage = {}): Bytes =>
  summed(model, settings, (reach) => mostTokensHeld(reach, context));

const summed = (model: Model, settings: OfStage, held: (reach: Reach) => Tokens): Bytes =>
  kvBytesPerLayer(model, settings) *
  model.reach
    .slice(settings.stage?.from, settings.stage?.to)
    .reduce((sum, reach) => sum + held(reach), 0);
