/**
 * Families of models: what a `config.json` leaves unsaid because the class that reads it knows.
 *
 * Source: the configuration and modelling files of Hugging Face transformers 4.57 and 5.24,
 * by `model_type`. A type not listed is read as llama-like, which most new models are.
 */
import type { Model, ModuleNames } from "./model.ts";

/** What the code of a family fixes, and the values its configuration class takes for granted. */
export interface Family {
  mlp: Model["mlp"];
  norm: Model["norm"];
  /** Norms of queries and keys that have weights; Llama 4's have none. */
  qkNorm: Model["qkNorm"];
  /** Where the keys `attention_bias`, `mlp_bias`, `bias` or `enable_bias` do not say. */
  bias: Model["bias"];
  /** Rows in front of the learned position table, where there is one. */
  positions: "rotary" | { learned: true; offset: number };
  /** Attention and MLP in parallel on one norm. */
  parallel: boolean;
  /** Whether every other layer has the window, where the config does not list its layers. */
  alternating: boolean;
  /** Whether `attention_chunk_size` chunks all layers but those without rotation. */
  chunked: boolean;
  sinks: boolean;
  /** What routed experts have where there are any. */
  experts: {
    /** One expert for all tokens, as wide as a routed one, which no key tells of. */
    shared: boolean;
    sharedGate: boolean;
    routerBias: "none" | "bias";
    bias: boolean;
  };
  modules: ModuleNames;
  defaults: Record<string, unknown>;
}

const none = { qkv: false, output: false, mlp: false, head: false };
const all = { qkv: true, output: true, mlp: true, head: false };

const llama: Family = {
  mlp: "gated",
  norm: "rms",
  qkNorm: false,
  bias: none,
  positions: "rotary",
  parallel: false,
  alternating: false,
  chunked: false,
  sinks: false,
  experts: { shared: false, sharedGate: false, routerBias: "none", bias: false },
  modules: { layers: "model.layers", mlp: "mlp", shared: "shared_experts" },
  defaults: { tie_word_embeddings: false },
};

/** GPT and its heirs: plain MLPs, layer norms and a bias on every projection. */
const gpt: Family = {
  ...llama,
  mlp: "plain",
  norm: "layer",
  bias: all,
  positions: { learned: true, offset: 0 },
  defaults: { tie_word_embeddings: true },
};

const falcon: Family = {
  ...gpt,
  bias: none,
  positions: "rotary",
  parallel: true,
  defaults: { tie_word_embeddings: true, multi_query: true, max_position_embeddings: 2048 },
};

const llama4: Family = {
  ...llama,
  chunked: true,
  experts: { ...llama.experts, shared: true },
  modules: {
    layers: "language_model.model.layers",
    mlp: "feed_forward",
    shared: "shared_expert",
  },
  defaults: { tie_word_embeddings: false, attention_chunk_size: 8192, no_rope_layer_interval: 4 },
};

const families: Record<string, Family> = {
  llama,
  qwen2: { ...llama, bias: { ...none, qkv: true } },
  qwen2_moe: {
    ...llama,
    bias: { ...none, qkv: true },
    experts: { ...llama.experts, sharedGate: true },
    modules: { ...llama.modules, shared: "shared_expert" },
  },
  qwen3: { ...llama, qkNorm: "head" },
  qwen3_moe: { ...llama, qkNorm: "head" },
  mistral: { ...llama, defaults: { ...llama.defaults, sliding_window: 4096 } },
  mixtral: { ...llama, modules: { ...llama.modules, mlp: "block_sparse_moe" } },
  minimax_m2: {
    ...llama,
    qkNorm: "whole",
    modules: { ...llama.modules, mlp: "block_sparse_moe" },
  },
  gpt_oss: {
    ...llama,
    bias: { ...none, qkv: true, output: true },
    alternating: true,
    sinks: true,
    experts: { ...llama.experts, routerBias: "bias", bias: true },
  },
  llama4,
  llama4_text: llama4,
  gemma: { ...llama, defaults: { tie_word_embeddings: true } },
  opt: { ...gpt, positions: { learned: true, offset: 2 } },
  gpt2: gpt,
  gpt_bigcode: { ...gpt, defaults: { tie_word_embeddings: true, multi_query: true } },
  gpt_neox: { ...gpt, positions: "rotary", defaults: { tie_word_embeddings: false } },
  gptj: {
    ...gpt,
    bias: { qkv: false, output: false, mlp: true, head: true },
    positions: "rotary",
    parallel: true,
    defaults: { tie_word_embeddings: false },
  },
  phi: {
    ...gpt,
    bias: { ...all, head: true },
    positions: "rotary",
    parallel: true,
    defaults: { tie_word_embeddings: false },
  },
  falcon,
  // Names of Falcon before transformers took it in: 7B and 40B.
  RefinedWebModel: falcon,
  RefinedWeb: { ...falcon, defaults: { ...falcon.defaults, new_decoder_architecture: true } },
};

/** The family of a `model_type`. */
export const familyOf = (modelType: string): Family =>
  Object.hasOwn(families, modelType) ? families[modelType]! : llama;
