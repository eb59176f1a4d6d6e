/**
 * Models of the Qwen team, Alibaba. Source of each: `config.json` at huggingface.co/<name>. Papers:
 * Yang et al., Qwen2 (2024), Qwen2.5 (2024), Qwen3 (2025).
 *
 * Their configs carry a `sliding_window` that `use_sliding_window` switches off.
 */
import type { KnownModel } from "./known-model.ts";

/** Base models are made for 128 Ki tokens, those for chat for 32 Ki unless stretched (YaRN). */
const qwen2 = {
  model_type: "qwen2",
  vocab_size: 152_064,
  max_position_embeddings: 131_072,
  sliding_window: 131_072,
  use_sliding_window: false,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};

const forChat = { instruct: { max_position_embeddings: 32_768 } };

const qwen2of7B = {
  ...qwen2,
  num_hidden_layers: 28,
  hidden_size: 3584,
  num_attention_heads: 28,
  num_key_value_heads: 4,
  intermediate_size: 18_944,
};

const qwen3 = {
  model_type: "qwen3",
  num_key_value_heads: 8,
  head_dim: 128,
  vocab_size: 151_936,
  max_position_embeddings: 40_960,
  attention_bias: false,
  sliding_window: null,
  use_sliding_window: false,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};

const qwen3moe = {
  ...qwen3,
  model_type: "qwen3_moe",
  num_key_value_heads: 4,
  num_experts: 128,
  num_experts_per_tok: 8,
  decoder_sparse_step: 1,
  mlp_only_layers: [],
};

const qwen3of30B = {
  ...qwen3moe,
  num_hidden_layers: 48,
  hidden_size: 2048,
  num_attention_heads: 32,
  intermediate_size: 6144,
  moe_intermediate_size: 768,
};

const qwen3of235B = {
  ...qwen3moe,
  num_hidden_layers: 94,
  hidden_size: 4096,
  num_attention_heads: 64,
  intermediate_size: 12_288,
  moe_intermediate_size: 1536,
};

export const qwen: readonly KnownModel[] = [
  { name: "Qwen/Qwen2-7B", config: qwen2of7B, variants: forChat },
  { name: "Qwen/Qwen2.5-7B", config: qwen2of7B, variants: forChat },
  {
    name: "Qwen/Qwen2.5-14B",
    config: {
      ...qwen2,
      num_hidden_layers: 48,
      hidden_size: 5120,
      num_attention_heads: 40,
      num_key_value_heads: 8,
      intermediate_size: 13_824,
    },
    variants: forChat,
  },
  {
    name: "Qwen/Qwen2.5-32B",
    config: {
      ...qwen2,
      num_hidden_layers: 64,
      hidden_size: 5120,
      num_attention_heads: 40,
      num_key_value_heads: 8,
      intermediate_size: 27_648,
    },
    variants: forChat,
  },
  {
    name: "Qwen/Qwen2.5-72B",
    config: {
      ...qwen2,
      num_hidden_layers: 80,
      hidden_size: 8192,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      intermediate_size: 29_568,
    },
    variants: forChat,
  },
  {
    name: "Qwen/Qwen3-8B",
    config: {
      ...qwen3,
      num_hidden_layers: 36,
      hidden_size: 4096,
      num_attention_heads: 32,
      intermediate_size: 12_288,
    },
    variants: { base: { max_position_embeddings: 32_768 } },
  },
  {
    name: "Qwen/Qwen3-14B",
    config: {
      ...qwen3,
      num_hidden_layers: 40,
      hidden_size: 5120,
      num_attention_heads: 40,
      intermediate_size: 17_408,
    },
    variants: { base: { max_position_embeddings: 32_768 } },
  },
  {
    name: "Qwen/Qwen3-32B",
    config: {
      ...qwen3,
      num_hidden_layers: 64,
      hidden_size: 5120,
      num_attention_heads: 64,
      intermediate_size: 25_600,
    },
  },
  {
    name: "Qwen/Qwen3-30B-A3B",
    config: qwen3of30B,
    variants: { base: { max_position_embeddings: 32_768 } },
  },
  {
    name: "Qwen/Qwen3-30B-A3B-Instruct-2507",
    config: { ...qwen3of30B, max_position_embeddings: 262_144 },
  },
  { name: "Qwen/Qwen3-235B-A22B", config: qwen3of235B },
  {
    name: "Qwen/Qwen3-235B-A22B-Instruct-2507",
    config: { ...qwen3of235B, max_position_embeddings: 262_144 },
  },
];
