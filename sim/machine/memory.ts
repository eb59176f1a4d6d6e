/**
 * GPU memory: what the weights and a step leave for the KV cache.
 *
 * Every line of the sum is kept, with its arithmetic in words, so that "does not fit" can say why.
 * All figures are of one GPU. The ranks of a stage are alike; stages are not, and the one with the
 * fewest blocks decides for all, since a request has its blocks in each (vLLM's
 * `get_kv_cache_configs`).
 */
import type { Bytes, Tokens } from "../units.ts";
import { activationBytes } from "./activations.ts";
import { unevenIn } from "./division.ts";
import type { Gpu } from "./gpu.ts";
import { kvBytesPerToken, mostKvBytes } from "./kv.ts";
import { type BlockSettings, blockBytes, blocksPerRequest } from "./kv-blocks.ts";
import type { Model } from "./model.ts";
import {
  isFirstStage,
  isLastStage,
  type ParallelSettings,
  type Split,
  splitsOf,
} from "./parallel.ts";
import {
  absorbedBytes,
  expertsOnRank,
  parameters,
  visionBytes,
  weightBytes,
} from "./parameters.ts";
import { PartError } from "./part-error.ts";

/** The engine's settings that decide how memory is divided, under vLLM's names. */
export interface MemorySettings extends BlockSettings, ParallelSettings {
  gpu_memory_utilization: number;
  /** Requests (a count) that run at the same time. */
  max_num_seqs: number;
  /** Longest request; as long as the model's positions unless given. */
  max_model_len?: Tokens | undefined;
  // Of both interfaces.
  tensor_parallel_size?: number | undefined;
}

/** A line of the sum: what it is, its bytes (negative where taken), how they come about. */
export interface MemoryLine {
  name: string;
  bytes: Bytes;
  arithmetic: string;
}

/** Memory of a GPU in one stage; an engine without a pipeline is one. */
export interface StageMemory {
  /** What such a GPU has of the model. */
  split: Split;
  /** They add up to `kvCache`. */
  lines: MemoryLine[];
  /** All that is loaded, a vision tower included. */
  weights: Bytes;
  /** Whole experts of a layer that it holds, where they are dealt out (a count); else 0. */
  experts: number;
  activations: Bytes;
  reserve: Bytes;
  /** What is left for the KV cache; below 0 where not even the rest fits. */
  kvCache: Bytes;
  /** Of one token in all layers of the stage. */
  kvBytesPerToken: Bytes;
  bytesPerBlock: Bytes;
  /** Whole blocks (a count) in the cache, 0 where none fits. */
  blocks: number;
}

/** The stage that decides how many blocks there are, and all of them. */
export interface MemoryPlan extends StageMemory {
  model: Model;
  settings: MemorySettings;
  /** In the order of the pipeline. */
  stages: readonly StageMemory[];
}

/**
 * CUDA context, captured graphs, communication and allocator slack, of one GPU. No source tells the
 * graphs' share apart: vLLM 0.26 measures it at start-up and prints it, and it depends on driver,
 * capture sizes and attention kernel.
 *
 * Source: what vLLM 0.26 on H200 left unused beyond the lines below: 0.3 GiB with Llama-3.2-1B,
 * 0.8 GiB with Llama-3.1-8B (`total_kv_blocks` of this project's runs).
 */
const RESERVE: Bytes = 0.75 * 2 ** 30;

/**
 * Divides the memory of one `gpu` that serves `model`, or its share of it in an engine that is
 * spread over several. Throws a `PartError` where the model does not divide so.
 */
export function planMemory(model: Model, gpu: Gpu, settings: MemorySettings): MemoryPlan {
  refuseUneven(model, settings);
  const stages = splitsOf(model, settings).map((split) =>
    stageMemory({ model, gpu, settings }, split),
  );
  const binding = stages.reduce((least, stage) =>
    stage.blocks < least.blocks || (stage.blocks === 0 && stage.kvCache < least.kvCache)
      ? stage
      : least,
  );
  return { ...binding, model, settings, stages };
}

interface Divided {
  model: Model;
  gpu: Gpu;
  settings: MemorySettings;
}

function stageMemory({ model, gpu, settings }: Divided, split: Split): StageMemory {
  const { gpu_memory_utilization: share, max_num_batched_tokens: tokens } = settings;
  const { max_num_seqs: requests } = settings;
  const { ranks } = split;
  const weights = weightBytes(model, { split });
  const vision = visionBytes(model, ranks);
  const activations = activationBytes(model, { tokens, requests, split });
  const absorbed = absorbedBytes(model, split);
  const kvCache = gpu.memory * share - weights - absorbed - activations - RESERVE;
  const ofStage = { ...settings, ...(split.stage && { stage: split.stage }) };
  const bytesPerBlock = blockBytes(model, ofStage);
  const logits = isLastStage(split) ? `, logits of ${requests} requests` : "";
  const lines: MemoryLine[] = [
    { name: "GPU memory", bytes: gpu.memory, arithmetic: `${gpu.name}, as the driver reports it` },
    {
      name: "left to others",
      bytes: gpu.memory * share - gpu.memory,
      arithmetic: `1 − gpu_memory_utilization ${share}`,
    },
    { name: "weights", bytes: vision - weights, arithmetic: weightsInWords(model, split) },
    {
      name: "vision tower",
      bytes: -vision,
      arithmetic: `${model.beside.vision} × ${model.bytesPerElement} B${amongRanks(ranks)}`,
    },
    {
      name: "absorbed projections",
      bytes: -absorbed,
      arithmetic: `copies in 16 bits for latent attention${amongRanks(ranks)}`,
    },
    {
      name: "activations",
      bytes: -activations,
      arithmetic:
        `${tokens} tokens through a layer${logits}` +
        (split.bySequence ? `; a share of ${ranks} of the residuals` : ""),
    },
    { name: "reserve", bytes: -RESERVE, arithmetic: "CUDA context, graphs, allocator slack" },
  ];
  return {
    split,
    lines: lines.filter(({ bytes }) => bytes !== 0),
    weights,
    experts: split.experts.whole ? expertsOnRank(model, split) : 0,
    activations,
    reserve: RESERVE,
    kvCache,
    kvBytesPerToken: kvBytesPerToken(model, ofStage),
    bytesPerBlock,
    blocks: Math.max(0, Math.floor(kvCache / bytesPerBlock)),
  };
}

function refuseUneven(model: Model, settings: MemorySettings): void {
  const uneven = unevenIn(model, settings);
  if (uneven === undefined) return;
  const { path, value, why, choices } = uneven;
  throw new PartError(`${path}: ${value} ${why} of ${model.name}`, {
    path,
    value,
    ...(choices && { choices: choices.map(String) }),
  });
}

const amongRanks = (ranks: number): string => (ranks === 1 ? "" : `, a share of ${ranks}`);

function weightsInWords(model: Model, split: Split): string {
  const { quantization, bytesPerElement } = model;
  const { total } = parameters(model);
  const what =
    quantization === undefined
      ? `${total} × ${bytesPerElement} B`
      : `${total} weights, matrices in ${quantization.format.name} with their scales, the rest ` +
        "in 16 bits";
  return `${what}${shareInWords(model, split)}`;
}

/** ", layers 0–39 of 80 and embedding, 1 of 2 ranks; norms and routers are on each". */
function shareInWords(model: Model, split: Split): string {
  const { ranks, stage } = split;
  const ends = [isFirstStage(split) ? "embedding" : "", isLastStage(split) ? "head" : ""];
  const layers =
    stage === undefined
      ? ""
      : `, layers ${stage.from}–${stage.to - 1} of ${model.layers}` +
        ends.map((end) => (end === "" ? "" : ` and ${end}`)).join("");
  const among = ranks === 1 ? "" : `, 1 of ${ranks} ranks; norms and routers are on each`;
  const { experts } = model;
  const held =
    experts === undefined || !split.experts.whole
      ? ""
      : `; ${expertsOnRank(model, split)} of ${experts.count} experts`;
  return `${layers}${among}${held}`;
}

/** Requests that are held at once, of one length. */
export interface Concurrency {
  /** With vLLM's blocks, each request having the most that it ever takes. */
  requests: number;
  /** Token by token, were nothing lost to blocks, groups and tokens in flight. */
  ideal: number;
}

/** Requests of `context` tokens each (prompt and output) that the cache holds at the same time. */
export function concurrencyAt(plan: MemoryPlan, context: Tokens): Concurrency {
  const { model, settings, blocks, stages } = plan;
  const whole = (count: number) => (count > 0 ? Math.floor(count) : 0);
  const ideal = stages.map(
    ({ kvCache, split: { stage } }) =>
      kvCache / mostKvBytes(model, context, { ...settings, ...(stage && { stage }) }),
  );
  return {
    requests: whole(blocks / blocksPerRequest(model, context, settings)),
    ideal: whole(Math.min(...ideal)),
  };
}
