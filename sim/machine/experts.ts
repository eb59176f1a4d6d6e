/**
 * A mixture of experts: which layers have one, how many experts, and how many see a token.
 */

/** The experts of every layer that has them; all are alike. */
export interface Experts {
  /** Routed experts of a layer (a count). */
  count: number;
  /** Routed experts that compute one token. */
  perToken: number;
  /** Width of a routed expert between its matrices (elements). */
  intermediate: number;
  /** Width of all shared experts together, which every token passes; 0 where there are none. */
  sharedIntermediate: number;
  /** Whether a learned gate weighs the shared part (Qwen2-MoE). */
  sharedGate: boolean;
  /** Layer by layer: whether it has experts instead of one dense MLP. */
  layers: readonly boolean[];
  /** What the router adds to its scores: a bias, or a correction kept in 32 bits (DeepSeek-V3). */
  routerBias: "none" | "bias" | "correction";
  /** Whether the matrices of the experts add a bias (gpt-oss). */
  bias: boolean;
}

/** Layers that have experts (a count). */
export const expertLayers = (experts: Experts | undefined): number =>
  experts?.layers.filter(Boolean).length ?? 0;
