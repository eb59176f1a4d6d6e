/**
 * Memory of a step beside weights and cache.
 *
 * It peaks where a layer's MLP is widest, or in the sampler. What a vision encoder computes is not
 * counted: vLLM runs it too when it measures, and Llama-4-Scout FP8 on two H100 (vLLM 0.15.1, KV
 * offloading) had 4.6 GiB a GPU less for its cache than is planned here.
 */
import type { Bytes, Tokens } from "../units.ts";
import { type Model, wideningMatrices } from "./model.ts";
import { isLastStage, layersOf, type Split, sendsTokens, whole } from "./parallel.ts";

/**
 * Copies of the logits that the largest sampler (top-p by a full sort) holds at once: logits,
 * sorted logits, their 64-bit indices (two), probabilities, running sums, noise, masked logits.
 *
 * Source: the sampler in vLLM's profiling run. That run, not a layer, is the peak: widening the
 * budget from 2,048 to 8,192 tokens costs 96 MiB, which is the residual stream in and out alone.
 */
const LOGIT_COPIES = 8;

const LOGIT_BYTES = 4;

/** What a step computes at most, and how the ranks of an engine share it. */
export interface StepSize {
  tokens: Tokens;
  /** Rows of logits: one a request (a count). */
  requests: number;
  split?: Split;
}

/**
 * Bytes a step needs beside weights and cache on one rank: the residual stream, in and out, and the
 * larger of a layer's MLP and the sampler's work. Every rank has all logits (vLLM gathers them
 * before it draws; of a pipeline the last stage alone) and the whole stream, unless the sequence is
 * split: then it has its share of the residuals, and what it gathers for a block whole. What is
 * inside the MLP is split.
 */
export function activationBytes(
  model: Model,
  { tokens, requests, split = whole }: StepSize,
): Bytes {
  const { bytesPerElement: width, hidden, vocabulary } = model;
  const kept = split.bySequence ? Math.ceil(tokens / split.ranks) : tokens;
  const residual = (kept + tokens) * hidden * width;
  const inMlp = Math.max(denseElements(model, split), expertElements(model, split));
  const sampler = isLastStage(split) ? LOGIT_COPIES * requests * vocabulary * LOGIT_BYTES : 0;
  return residual + Math.max(tokens * inMlp * width, sampler);
}

/** Elements of a token inside a dense MLP: what is widened, and what comes of it. */
const denseElements = (model: Model, split: Split): number =>
  expertLayersOf(model, split) === layersOf(model, split)
    ? 0
    : (wideningMatrices(model) + 1) * Math.ceil(model.intermediate / split.ranks);

/**
 * Elements of a token inside its experts: as vLLM's fused kernels hold them, one buffer for what is
 * widened and, later, for the experts' outputs, another between (`fused_moe.py`). Slices of experts
 * see the tokens of all data-parallel ranks; whole ones, evenly chosen, no more than a rank brings.
 * DeepEP's kernels of low latency keep a row of each expert for any token that might come.
 */
function expertElements(model: Model, split: Split): number {
  const { experts, hidden } = model;
  if (experts === undefined || expertLayersOf(model, split) === 0) return 0;
  const { ranks, whole: areWhole } = split.experts;
  const width = Math.ceil(experts.intermediate / (areWhole ? 1 : ranks));
  const brought = areWhole ? 1 : ranks / split.ranks;
  const perExpert = Math.max(wideningMatrices(model) * width, hidden) + width;
  const ofShared = Math.ceil(experts.sharedIntermediate / split.ranks);
  const isKept = sendsTokens(split) && split.experts.backend === "deepep_low_latency";
  const rows = isKept ? experts.count : brought * experts.perToken;
  return rows * perExpert + (wideningMatrices(model) + 1) * ofShared;
}

/** Layers of the rank's stage that have experts (a count). */
const expertLayersOf = ({ experts }: Model, { stage }: Split): number =>
  experts?.layers.slice(stage?.from, stage?.to).filter(Boolean).length ?? 0;
