/**
 * Latent attention (MLA; DeepSeek-V2, 2024): what it multiplies around the attention itself.
 *
 * Prompts expand the latent vectors of all keys that they see to keys and values by head. Decodes
 * never do: each query goes into the latent space instead, through the same matrix absorbed into
 * it, and what is attended to comes out of it. Matrices that squeeze are whole on every rank.
 *
 * Source: the two ways of vLLM 0.26 (`mla_attention.py`: `forward_mha` and `forward_mqa`). On
 * Hopper it sends pieces of at most 512 tokens the way of decodes (`FLASH_ATTN_MLA`); here all
 * pieces of prompts expand.
 */
import type { Model } from "../../machine/model.ts";
import { layerNumbers, layersOf, type Split } from "../../machine/parallel.ts";
import type { Tokens } from "../../units.ts";
import { layerMatrices } from "./matrix.ts";
import { type Counted, elementwise, type Operator } from "./operator.ts";

/** What layers do before they attend: queries by head, and a latent vector that the cache keeps. */
export function operatorsBeforeLatent(counted: Counted, layers: readonly number[]): Operator[] {
  const { model, tokens, split } = counted;
  const { hidden, bytesPerElement: width } = model;
  const { queryRank, kvRank, ropeDim, nopeDim } = model.latent!;
  const heads = model.heads / split.ranks;
  const queries = heads * (nopeDim + ropeDim);
  const kept = kvRank + ropeDim;
  const times = layers.length;
  const matrix = (name: string, module: string, sizes: { inputs: number; outputs: number }) =>
    layerMatrices(name, counted, { layers, module: `self_attn.${module}`, ...sizes });
  const norm = (name: string, elements: number): Operator =>
    elementwise(name, "norm", {
      times,
      rows: tokens,
      moved: 2 * elements,
      flops: 4 * elements,
      width,
    });
  const rotated = heads * ropeDim + ropeDim;
  return [
    // vLLM squeezes queries and keys by one matrix (`fused_qkv_a_proj`).
    ...(queryRank === undefined
      ? [
          ...matrix("query", "q_proj", { inputs: hidden, outputs: queries }),
          ...matrix("key-value latent", "kv_a_proj_with_mqa", { inputs: hidden, outputs: kept }),
        ]
      : [
          ...matrix("latents", "kv_a_proj_with_mqa", {
            inputs: hidden,
            outputs: queryRank + kept,
          }),
          norm("query latent norm", queryRank),
          ...matrix("query", "q_b_proj", { inputs: queryRank, outputs: queries }),
        ]),
    norm("key-value latent norm", kvRank),
    elementwise("rotate", "copy", {
      times,
      rows: tokens,
      moved: 2 * rotated,
      flops: 3 * rotated,
      width,
    }),
    elementwise("write cache", "copy", { times, rows: tokens, moved: 2 * kept, flops: 0, width }),
  ];
}

/** Keys and values by head, of so many latent vectors. */
export const expandingOperators = (model: Model, keys: Tokens, split: Split): Operator[] => {
  const { kvRank, nopeDim, valueDim } = model.latent!;
  const outputs = (model.heads / split.ranks) * (nopeDim + valueDim);
  return layerMatrices(
    "expand keys and values",
    { model, tokens: keys, split },
    {
      layers: layerNumbers(model, split),
      module: "self_attn.kv_b_proj",
      inputs: kvRank,
      outputs,
    },
  ).map((operator): Operator => ({ ...operator, phase: "prompts" }));
};

/** Queries into the latent space, and what was attended to out of it: in 16 bits, head by head. */
export function absorbedOperators(model: Model, decodes: number, split: Split): Operator[] {
  const { kvRank, nopeDim, valueDim } = model.latent!;
  const heads = model.heads / split.ranks;
  const width = model.bytesPerElement;
  const byHead = (name: string, inputs: number, outputs: number): Operator => ({
    name,
    kind: "matrix",
    phase: "decodes",
    times: layersOf(model, split),
    flops: 2 * decodes * heads * inputs * outputs,
    weights: heads * inputs * outputs * width,
    kv: 0,
    activations: decodes * heads * (inputs + outputs) * width,
  });
  return [
    byHead("queries to latents", nopeDim, kvRank),
    byHead("latents to values", kvRank, valueDim),
  ];
}
