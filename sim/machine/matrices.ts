/**
 * The matrices of a layer: their shapes, names and how tensor-parallel ranks share them.
 *
 * Shapes are those of the checkpoint: rows are outputs, columns inputs.
 */
import { type Model, queryWidth, wideningMatrices } from "./model.ts";
import { dividesTokens, type Split, whole } from "./parallel.ts";
import type { Shape } from "./quantization.ts";

/** Where a weight stands. */
export const parts = [
  "embedding",
  "positions",
  "attention",
  "mlp",
  "experts",
  "router",
  "norms",
  "finalNorm",
  "head",
] as const;

export type WeightPart = (typeof parts)[number];

/**
 * How tensor-parallel ranks share a tensor: by rows, by columns, by KV heads (which are repeated
 * where there are fewer than ranks), by words of the vocabulary, or not at all.
 */
export type Sharing = "rows" | "columns" | "kv-heads" | "vocabulary" | "none";

/** A matrix of a layer, and the vector that it adds where it has one. */
export interface Matrix extends Shape {
  part: WeightPart;
  /** Below its layer: `self_attn.q_proj`. */
  module: string;
  split: Sharing;
  biased?: boolean;
  /** Tensors of this kind in one layer; 1 unless given. */
  each?: number;
}

/** Projections into and out of attention. */
export function attentionMatrices(model: Model): Matrix[] {
  if (model.latent !== undefined) return latentMatrices(model);
  const { hidden, bias } = model;
  const kv = model.kvHeads * model.headDim;
  const queries = queryWidth(model);
  const matrix = (name: string, rows: number, columns: number, split: Sharing): Matrix => ({
    part: "attention",
    module: `self_attn.${name}`,
    rows,
    columns,
    split,
    biased: name === "o_proj" ? bias.output : bias.qkv,
  });
  return [
    matrix("q_proj", queries, hidden, "rows"),
    matrix("k_proj", kv, hidden, "kv-heads"),
    matrix("v_proj", kv, hidden, "kv-heads"),
    matrix("o_proj", hidden, queries, "columns"),
  ];
}

/** What squeezes is on every rank, what spreads out to the heads is split by them. */
function latentMatrices(model: Model): Matrix[] {
  const { hidden, heads } = model;
  const { queryRank, kvRank, ropeDim, nopeDim, valueDim } = model.latent!;
  const queries = heads * (nopeDim + ropeDim);
  const matrix = (name: string, shape: Shape, split: Sharing): Matrix => ({
    part: "attention",
    module: `self_attn.${name}`,
    ...shape,
    split,
  });
  const query =
    queryRank === undefined
      ? [matrix("q_proj", { rows: queries, columns: hidden }, "rows")]
      : [
          matrix("q_a_proj", { rows: queryRank, columns: hidden }, "none"),
          matrix("q_b_proj", { rows: queries, columns: queryRank }, "rows"),
        ];
  return [
    ...query,
    matrix("kv_a_proj_with_mqa", { rows: kvRank + ropeDim, columns: hidden }, "none"),
    matrix("kv_b_proj", { rows: heads * (nopeDim + valueDim), columns: kvRank }, "rows"),
    matrix("o_proj", { rows: hidden, columns: heads * valueDim }, "columns"),
  ];
}

/** The matrices of one MLP of `width`, which every token passes or, `each` of them, routed ones. */
function mlp(
  model: Model,
  one: Pick<Matrix, "part" | "module" | "biased" | "each"> & { width: number },
) {
  const { width, module, ...shared } = one;
  const { hidden } = model;
  const widening: Matrix = {
    ...shared,
    module: `${module}.up_proj`,
    rows: width,
    columns: hidden,
    split: "rows",
  };
  const down: Matrix = {
    ...shared,
    module: `${module}.down_proj`,
    rows: hidden,
    columns: width,
    split: "columns",
  };
  return wideningMatrices(model) === 2
    ? [{ ...widening, module: `${module}.gate_proj` }, widening, down]
    : [widening, down];
}

/** The dense MLP. */
export const mlpMatrices = (model: Model): Matrix[] =>
  mlp(model, {
    part: "mlp",
    module: model.modules.mlp,
    biased: model.bias.mlp,
    width: model.intermediate,
  });

/** Routed experts, and the part that every token passes; as the ranks of a split share them. */
export function expertMatrices(model: Model, split: Split = whole): Matrix[] {
  const { experts, modules } = model;
  if (experts === undefined) return [];
  const routed = mlp(model, {
    part: "experts",
    module: `${modules.mlp}.experts`,
    biased: experts.bias,
    each: experts.count,
    width: experts.intermediate,
  });
  const shared = mlp(model, {
    part: "mlp",
    module: `${modules.mlp}.${modules.shared}`,
    width: experts.sharedIntermediate,
  });
  if (experts.sharedIntermediate === 0) return routed;
  const isCopied = dividesTokens(split);
  return [...routed, ...shared.map((one) => (isCopied ? { ...one, split: "none" as const } : one))];
}
