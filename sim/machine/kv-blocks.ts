/**
 * KV blocks as vLLM 0.26 hands them out: layers in groups, and the blocks of a request in each.
 *
 * Layers that see equally far form one or more groups of one size; a block holds `block_size`
 * tokens of one group, whichever, so all blocks weigh the same. Where all layers are alike there is
 * one group. A request has blocks for every token in full groups. In others it keeps those of the
 * window and, since they are freed only once a step has returned, of the tokens in flight: more
 * than the ideal of `kv.ts`.
 *
 * Source: vllm/v1/core/kv_cache_utils.py (`_get_kv_cache_groups_uniform_page_size`) and
 * vllm/v1/kv_cache_interface.py (`max_admission_blocks_per_request`) of 0.26.0.
 */
import type { Bytes, Tokens } from "../units.ts";
import { full, type Reach, sameReach } from "./attention.ts";
import { type KvSettings, kvBytesPerLayer } from "./kv.ts";
import type { Model } from "./model.ts";
import type { Stage } from "./parallel.ts";

/** Layers that see equally far, in so many groups of blocks. */
export interface KvGroup {
  reach: Reach;
  /** Layers of this reach (a count). */
  layers: number;
  /** Groups that they are dealt to (a count); the last may be padded. */
  groups: number;
}

export interface KvGroups {
  /** Layers (a count) of a group, padding included: those that share a block. */
  layersPerBlock: number;
  kinds: readonly KvGroup[];
}

/** Settings that shape blocks, under vLLM's names. */
export interface BlockSettings extends KvSettings {
  /** Tokens in a block. */
  block_size: Tokens;
  max_num_batched_tokens: Tokens;
  /** Set, all layers are in one group, and windows save no memory; KV connectors set it. */
  disable_hybrid_kv_cache_manager?: boolean | undefined;
  /** Two steps are in flight with it, which is the default, and one without. */
  async_scheduling?: boolean | undefined;
}

/** How vLLM groups the layers of `model`. */
export function kvGroups(
  model: Model,
  settings: Pick<BlockSettings, "disable_hybrid_kv_cache_manager"> = {},
): KvGroups {
  const kinds: { reach: Reach; layers: number }[] = [];
  for (const reach of model.reach) {
    const same = kinds.find((kind) => sameReach(kind.reach, reach));
    if (same) same.layers += 1;
    else kinds.push({ reach, layers: 1 });
  }
  if (kinds.length > 1 && settings.disable_hybrid_kv_cache_manager === true) {
    const { layers } = model;
    return { layersPerBlock: layers, kinds: [{ reach: full, layers, groups: 1 }] };
  }
  const counts = kinds.map(({ layers }) => layers);
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  // Nearly equal numbers are padded to the larger, rather than cut up by the smaller.
  const layersPerBlock = most < 1.5 * least ? most : least;
  return {
    layersPerBlock,
    kinds: kinds.map((kind) => ({ ...kind, groups: Math.ceil(kind.layers / layersPerBlock) })),
  };
}

/** Bytes of a block on one GPU, of a stage where there are several. */
export const blockBytes = (model: Model, settings: BlockSettings & { stage?: Stage }): Bytes =>
  layersPerBlock(model, settings) * kvBytesPerLayer(model, settings) * settings.block_size;

/**
 * Layers (a count) of a stage that share a block: those of the group that has most there. Groups
 * are formed over all stages, and the layers of one reach dealt to them in turn.
 */
function layersPerBlock(model: Model, settings: BlockSettings & { stage?: Stage }): number {
  const { stage } = settings;
  const { layersPerBlock: all, kinds } = kvGroups(model, settings);
  if (stage === undefined) return all;
  const counts = kinds.flatMap(({ reach, groups }) => {
    const isOne = kinds.length === 1;
    const layers = [...model.reach.keys()].filter(
      (layer) => isOne || sameReach(model.reach[layer]!, reach),
    );
    const inGroup = Array.from({ length: groups }, () => 0);
    for (const [place, layer] of layers.entries())
      if (layer >= stage.from && layer < stage.to) inGroup[place % groups]! += 1;
    return inGroup;
  });
  return Math.max(...counts);
}

/** The most blocks (a count) that a request holds on its way to `context` tokens. */
export function blocksPerRequest(model: Model, context: Tokens, settings: BlockSettings): number {
  return kvGroups(model, settings).kinds.reduce(
    (sum, { reach, groups }) => sum + groups * blocksInGroup(reach, context, settings),
    0,
  );
}

function blocksInGroup(reach: Reach, context: Tokens, settings: BlockSettings): number {
  const { block_size: size, max_num_batched_tokens: budget, async_scheduling = true } = settings;
  const inFlight = (async_scheduling ? 2 : 1) * budget;
  const blocks = Math.ceil(context / size);
  if (reach.kind === "full") return blocks;
  if (reach.kind === "chunked") {
    return Math.min(blocks, Math.ceil((reach.chunk + inFlight) / size));
  }
  // The window need not start where a block does: one more.
  return Math.min(blocks, Math.ceil((reach.window - 1 + inFlight) / size) + 1);
}
