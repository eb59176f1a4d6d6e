/**
 * Memory of a step beside weights and cache.
 *
 * It peaks where a layer's MLP is widest, or in the sampler. What a vision encoder computes is not
 * counted: vLLM runs it too when it measures, and Llama-4-Scout FP8 on two H100 (vLLM 0.15.1, KV
 * offloading) had 4.6 GiB a GPU less for its cache than is planned here.
 */
import type { Bytes, Tokens } from "../units.ts";
import { type Model, wideningMatrices } from "./model.ts";
import { type Split, whole } from "./parallel.ts";

/**
 * Copies of the logits that the largest sampler (top-p by a full sort) holds at once: logits,
 * sorted logits, their 64-bit indices (two), probabilities, running sums, noise, masked logits.
 *
 * Source: the sampler in vLLM's profiling run. That run, not a layer, is the peak: widening the
 * budget from 2,048 to 8,192 tokens costs 96 MiB, which is the residual stream in and out alone.
 */
const LOGIT_COPIES = 8;

const LOGIT_BYTES = 4;

/** What a step computes at most, and how tensor-parallel ranks share it. */
export interface StepSize {
  tokens: Tokens;
  /** Rows of logits: one a request (a count). */
  requests: number;
  split?: Split;
}

/**
 * Bytes a step needs beside weights and cache on one rank: the residual stream, in and out, and the
 * larger of a layer's MLP and the sampler's work. Every rank has all logits (vLLM gathers them
 * before it draws) and the whole stream, unless the sequence is split: then it has its share of the
 * residuals, and what it gathers for a block whole. What is inside the MLP is split.
 */
export function activationBytes(
  model: Model,
  { tokens, requests, split: { ranks, bySequence } = whole }: StepSize,
): Bytes {
  const { bytesPerElement: width, hidden, vocabulary } = model;
  const kept = bySequence ? Math.ceil(tokens / ranks) : tokens;
  const residual = (kept + tokens) * hidden * width;
  const inMlp = Math.max(denseElements(model, ranks), expertElements(model, ranks));
  const sampler = LOGIT_COPIES * requests * vocabulary * LOGIT_BYTES;
  return residual + Math.max(tokens * inMlp * width, sampler);
}

/** Elements of a token inside a dense MLP: what is widened, and what comes of it. */
const denseElements = (model: Model, ranks: number): number =>
  model.experts?.layers.every(Boolean)
    ? 0
    : (wideningMatrices(model) + 1) * Math.ceil(model.intermediate / ranks);

/**
 * Elements of a token inside its experts: as vLLM's fused kernels hold them, one buffer for what is
 * widened and, later, for the experts' outputs, another between (`fused_moe.py`).
 */
function expertElements(model: Model, ranks: number): number {
  const { experts, hidden } = model;
  if (experts === undefined) return 0;
  const width = Math.ceil(experts.intermediate / ranks);
  const perExpert = Math.max(wideningMatrices(model) * width, hidden) + width;
  const shared = (wideningMatrices(model) + 1) * Math.ceil(experts.sharedIntermediate / ranks);
  return experts.perToken * perExpert + shared;
}
