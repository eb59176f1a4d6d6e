/**
 * GPU memory: what the weights and a step leave for the KV cache.
 *
 * Every line of the sum is kept, with its arithmetic in words, so that "does not fit" can say why.
 */
import type { Bytes, Tokens } from "../units.ts";
import type { Gpu } from "./gpu.ts";
import { kvBytesPerToken, type Model, weightBytes, wideningMatrices } from "./model.ts";

/** The engine's settings that decide how memory is divided, under vLLM's names. */
export interface MemorySettings {
  gpu_memory_utilization: number;
  max_num_batched_tokens: Tokens;
  /** Requests (a count) that run at the same time. */
  max_num_seqs: number;
  /** Tokens in a block. */
  block_size: Tokens;
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
  weights: Bytes;
  activations: Bytes;
  reserve: Bytes;
  /** What is left for the KV cache; below 0 where not even the rest fits. */
  kvCache: Bytes;
  kvBytesPerToken: Bytes;
  bytesPerBlock: Bytes;
  /** Whole blocks (a count) in the cache, 0 where none fits. */
  blocks: number;
}

/**
 * CUDA context, captured graphs, communication and allocator slack, of one GPU.
 *
 * Source: what vLLM 0.26 on H200 left unused beyond the lines below: 0.3 GiB with Llama-3.2-1B,
 * 0.8 GiB with Llama-3.1-8B (`total_kv_blocks` of this project's runs).
 */
const RESERVE: Bytes = 0.75 * 2 ** 30;

/**
 * Copies of the logits that the largest sampler (top-p by a full sort) holds at once: logits,
 * sorted logits, their 64-bit indices (two), probabilities, running sums, noise, masked logits.
 *
 * Source: the sampler in vLLM's profiling run. That run, not a layer, is the peak: widening the
 * budget from 2,048 to 8,192 tokens costs 96 MiB, which is the residual stream in and out alone.
 */
const LOGIT_COPIES = 8;

const LOGIT_BYTES = 4;

/**
 * Bytes a step needs beside weights and cache: the residual stream of `tokens`, in and out, and
 * the larger of a layer's MLP and the sampler's work on `requests` rows of logits.
 */
export function activationBytes(model: Model, tokens: Tokens, requests: number): Bytes {
  const { bytesPerElement: width, hidden, intermediate, vocabulary } = model;
  const residual = 2 * tokens * hidden * width;
  const mlp = tokens * (wideningMatrices(model) + 1) * intermediate * width;
  const sampler = LOGIT_COPIES * requests * vocabulary * LOGIT_BYTES;
  return residual + Math.max(mlp, sampler);
}

/** Divides the memory of one `gpu` that serves the whole of `model`. */
export function planMemory(model: Model, gpu: Gpu, settings: MemorySettings): MemoryPlan {
  const {
    gpu_memory_utilization: share,
    max_num_batched_tokens: tokens,
    max_num_seqs: requests,
    block_size: blockSize,
  } = settings;
  const weights = weightBytes(model);
  const activations = activationBytes(model, tokens, requests);
  const kvCache = gpu.memory * share - weights - activations - RESERVE;
  const perToken = kvBytesPerToken(model);
  const bytesPerBlock = perToken * blockSize;
  const lines: MemoryLine[] = [
    { name: "GPU memory", bytes: gpu.memory, arithmetic: `${gpu.name}, as the driver reports it` },
    {
      name: "left to others",
      bytes: gpu.memory * share - gpu.memory,
      arithmetic: `1 − gpu_memory_utilization ${share}`,
    },
    {
      name: "weights",
      bytes: -weights,
      arithmetic: `${weights / model.bytesPerElement} × ${model.bytesPerElement} B`,
    },
    {
      name: "activations",
      bytes: -activations,
      arithmetic: `${tokens} tokens through a layer, logits of ${requests} requests`,
    },
    { name: "reserve", bytes: -RESERVE, arithmetic: "CUDA context, graphs, allocator slack" },
  ];
  return {
    lines,
    weights,
    activations,
    reserve: RESERVE,
    kvCache,
    kvBytesPerToken: perToken,
    bytesPerBlock,
    blocks: Math.max(0, Math.floor(kvCache / bytesPerBlock)),
  };
}
