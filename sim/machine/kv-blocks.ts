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

import { full, type Reach, sameReach, span } from "../kernel/reach.ts";
import type { Bytes, Tokens } from "../units.ts";
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
  /** Each stage more is a step in flight more. */
  pipeline_parallel_size?: number | undefined;
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

/** How many blocks the tokens of a request take. */
export interface BlockNeed {
  /** Groups (a count): each has blocks of its own for every token. */
  groups: number;
  /** Those of them whose layers do not see everything, and give blocks back; none unless given. */
  recycling?: Recycling;
}

export interface Recycling {
  groups: number;
  /** Blocks of a group are free once `unseen` of it cover them. */
  reach: Reach;
  /** The most blocks of a group that a request ever holds. */
  most: number;
}

/** All layers in one group, which keeps everything. */
export const oneGroup: BlockNeed = { groups: 1 };

/** What requests of up to `longest` tokens take of the blocks of `model`. */
export function blockNeed(model: Model, longest: Tokens, settings: BlockSettings): BlockNeed {
  const { kinds } = kvGroups(model, settings);
  const groups = kinds.reduce((sum, kind) => sum + kind.groups, 0);
  const short = kinds.find(({ reach }) => span(reach) < longest);
  if (short === undefined) return { groups };
  const { reach, groups: recycling } = short;
  return { groups, recycling: { groups: recycling, reach, most: mostInGroup(reach, settings) } };
}

/** The most blocks of a group that a request ever holds, however long. */
export const mostInGroup = (reach: Reach, settings: GroupSettings): number =>
  blocksInGroup(reach, Number.POSITIVE_INFINITY, settings);

/** The longest request, up to `asked` tokens, whose blocks are no more than these. */
export function longestIn(blocks: number, asked: Tokens, of: BlockNeed & { size: Tokens }): Tokens {
  const { groups, recycling, size } = of;
  const fits = (perGroup: number): boolean => {
    const few = Math.min(perGroup, recycling?.most ?? perGroup);
    const short = recycling?.groups ?? 0;
    return (groups - short) * perGroup + short * few <= blocks;
  };
  const whole = Math.ceil(asked / size);
  if (fits(whole)) return asked;
  let [fitting, tooMany] = [0, whole];
  while (tooMany - fitting > 1) {
    const between = Math.floor((fitting + tooMany) / 2);
    if (fits(between)) fitting = between;
    else tooMany = between;
  }
  return fitting * size;
}

type GroupSettings = Pick<
  BlockSettings,
  "block_size" | "max_num_batched_tokens" | "async_scheduling" | "pipeline_parallel_size"
>;

function blocksInGroup(reach: Reach, context: Tokens, settings: GroupSettings): number {
  const { block_size: size, max_num_batched_tokens: budget } = settings;
  const { async_scheduling = true, pipeline_parallel_size: stages = 1 } = settings;
  const inFlight = (stages - 1 + (async_scheduling ? 2 : 1)) * budget;
  const blocks = Math.ceil(context / size);
  if (reach.kind === "full") return blocks;
  if (reach.kind === "chunked") {
    return Math.min(blocks, Math.ceil((reach.chunk + inFlight) / size));
  }
  // The window need not start where a block does: one more.
  return Math.min(blocks, Math.ceil((reach.window - 1 + inFlight) / size) + 1);
}
