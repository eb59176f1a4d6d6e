/**
 * Families of models: what a `config.json` leaves unsaid because the class that reads it knows.
 *
 * Source: the configuration and modelling files of Hugging Face transformers 4.57, by
 * `model_type`. A type not listed is read as llama-like, which most new models are.
 */
import type { Model } from "./model.ts";

/** What the code of a family fixes, and the values its configuration class takes for granted. */
export interface Family {
  mlp: Model["mlp"];
  norm: Model["norm"];
  qkNorm: boolean;
  /** Where the keys `attention_bias`, `mlp_bias`, `bias` or `enable_bias` do not say. */
  bias: Model["bias"];
  /** Rows in front of the learned position table, where there is one. */
  positions: "rotary" | { learned: true; offset: number };
  /** Attention and MLP in parallel on one norm. */
  parallel: boolean;
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
  defaults: { tie_word_embeddings: false },
};

/** GPT and its heirs: plain MLPs, layer norms and a bias on every projection. */
const gpt: Family = {
  mlp: "plain",
  norm: "layer",
  qkNorm: false,
  bias: all,
  positions: { learned: true, offset: 0 },
  parallel: false,
  defaults: { tie_word_embeddings: true },
};

const falcon: Family = {
  ...gpt,
  bias: none,
  positions: "rotary",
  parallel: true,
  defaults: { tie_word_embeddings: true, multi_query: true, max_position_embeddings: 2048 },
};

const families: Record<string, Family> = {
  llama,
  qwen2: { ...llama, bias: { ...none, qkv: true } },
  qwen3: { ...llama, qkNorm: true },
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
export const familyOf = (modelType: string): Family => families[modelType] ?? llama;
