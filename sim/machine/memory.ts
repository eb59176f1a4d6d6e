/**
 * GPU memory: what the weights and a step leave for the KV cache.
 *
 * Every line of the sum is kept, with its arithmetic in words, so that "does not fit" can say why.
 * All figures are of one GPU; tensor-parallel ranks are alike.
 */
import type { Bytes, Tokens } from "../units.ts";
import { activationBytes } from "./activations.ts";
import type { Gpu } from "./gpu.ts";
import { kvBytesPerToken, mostKvBytes } from "./kv.ts";
import { type BlockSettings, blockBytes, blocksPerRequest } from "./kv-blocks.ts";
import type { Model } from "./model.ts";
import { splitOf } from "./parallel.ts";
import { absorbedBytes, parameters, visionBytes, weightBytes } from "./parameters.ts";
import { PartError } from "./part-error.ts";
import { indivisible, tensorParallelSizes } from "./tensor-parallel.ts";

/** The engine's settings that decide how memory is divided, under vLLM's names. */
export interface MemorySettings extends BlockSettings {
  gpu_memory_utilization: number;
  /** Requests (a count) that run at the same time. */
  max_num_seqs: number;
  /** Longest request; as long as the model's positions unless given. */
  max_model_len?: Tokens | undefined;
  enable_sequence_parallel?: boolean | undefined;
}

/** A line of the sum: what it is, its bytes (negative where taken), how they come about. */
export interface MemoryLine {
  name: string;
  bytes: Bytes;
  arithmetic: string;
}

export interface MemoryPlan {
  /** They add up to `kvCache`. */
  lines: MemoryLine[];
  model: Model;
  settings: MemorySettings;
  /** All that is loaded, a vision tower included. */
  weights: Bytes;
  activations: Bytes;
  reserve: Bytes;
  /** What is left for the KV cache; below 0 where not even the rest fits. */
  kvCache: Bytes;
  /** Of one token in all layers. */
  kvBytesPerToken: Bytes;
  bytesPerBlock: Bytes;
  /** Whole blocks (a count) in the cache, 0 where none fits. */
  blocks: number;
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
 * Divides the memory of one `gpu` that serves `model`, or its share of it among
 * `tensor_parallel_size`. Throws a `PartError` where the model does not divide so.
 */
export function planMemory(model: Model, gpu: Gpu, settings: MemorySettings): MemoryPlan {
  const { gpu_memory_utilization: share, max_num_batched_tokens: tokens } = settings;
  const { max_num_seqs: requests, tensor_parallel_size: ranks = 1 } = settings;
  refuseUneven(model, ranks);
  const split = splitOf(settings);
  const weights = weightBytes(model, { tensor_parallel_size: ranks });
  const vision = visionBytes(model, ranks);
  const activations = activationBytes(model, { tokens, requests, split });
  const absorbed = absorbedBytes(model, ranks);
  const kvCache = gpu.memory * share - weights - absorbed - activations - RESERVE;
  const bytesPerBlock = blockBytes(model, settings);
  const lines: MemoryLine[] = [
    { name: "GPU memory", bytes: gpu.memory, arithmetic: `${gpu.name}, as the driver reports it` },
    {
      name: "left to others",
      bytes: gpu.memory * share - gpu.memory,
      arithmetic: `1 − gpu_memory_utilization ${share}`,
    },
    { name: "weights", bytes: vision - weights, arithmetic: weightsInWords(model, ranks) },
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
        `${tokens} tokens through a layer, logits of ${requests} requests` +
        (split.bySequence ? `; a share of ${ranks} of the residuals` : ""),
    },
    { name: "reserve", bytes: -RESERVE, arithmetic: "CUDA context, graphs, allocator slack" },
  ];
  return {
    lines: lines.filter(({ bytes }) => bytes !== 0),
    model,
    settings,
    weights,
    activations,
    reserve: RESERVE,
    kvCache,
    kvBytesPerToken: kvBytesPerToken(model, settings),
    bytesPerBlock,
    blocks: Math.max(0, Math.floor(kvCache / bytesPerBlock)),
  };
}

function refuseUneven(model: Model, ranks: number): void {
  const why = indivisible(model, ranks);
  if (why === undefined) return;
  const choices = tensorParallelSizes(model).map(String);
  throw new PartError(`tensor_parallel_size: ${ranks} ${why} of ${model.name}`, {
    path: "tensor_parallel_size",
    value: ranks,
    choices,
  });
}

const amongRanks = (ranks: number): string => (ranks === 1 ? "" : `, a share of ${ranks}`);

function weightsInWords(model: Model, ranks: number): string {
  const { total } = parameters(model);
  const { quantization, bytesPerElement } = model;
  const split = ranks === 1 ? "" : `, 1 of ${ranks} ranks; norms and routers are on each`;
  if (quantization === undefined) return `${total} × ${bytesPerElement} B${split}`;
  const { name } = quantization.format;
  return `${total} weights, matrices in ${name} with their scales, the rest in 16 bits${split}`;
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
  const { model, settings, blocks, kvCache } = plan;
  const whole = (count: number) => (count > 0 ? Math.floor(count) : 0);
  return {
    requests: whole(blocks / blocksPerRequest(model, context, settings)),
    ideal: whole(kvCache / mostKvBytes(model, context, settings)),
  };
}

/** The fewest GPUs that hold the model and one request of `max_model_len`. */
export interface FewestGpus {
  /** Undefined where no number of them does. */
  gpus: number | undefined;
  /** Memory of one of them; of the largest number tried where none is enough. */
  plan: MemoryPlan;
  /** What was tried: every `tensor_parallel_size` that the model divides into, in this order. */
  tried: number[];
}

/** Tries every number of ranks that divides the heads of `model` and its widths, smallest first. */
export function fewestGpus(model: Model, gpu: Gpu, settings: MemorySettings): FewestGpus {
  const longest = settings.max_model_len ?? model.context;
  const tried: number[] = [];
  let plan = planMemory(model, gpu, { ...settings, tensor_parallel_size: 1 });
  for (const ranks of tensorParallelSizes(model)) {
    tried.push(ranks);
    plan = planMemory(model, gpu, { ...settings, tensor_parallel_size: ranks });
    if (plan.blocks >= blocksPerRequest(model, longest, plan.settings)) {
      return { gpus: ranks, plan, tried };
    }
  }
  return { gpus: undefined, plan, tried };
}
