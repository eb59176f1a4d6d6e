/**
 * Models of Mistral AI. Source of each: `config.json` at huggingface.co/<name>. Papers: Jiang et
 * al., Mistral 7B (2023); Jiang et al., Mixtral of experts (2024).
 */
import type { KnownModel } from "./known-model.ts";

const mistral7B = {
  model_type: "mistral",
  num_hidden_layers: 32,
  hidden_size: 4096,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  intermediate_size: 14_336,
  vocab_size: 32_000,
  max_position_embeddings: 32_768,
  sliding_window: null,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};

const mixtral = {
  model_type: "mixtral",
  num_key_value_heads: 8,
  num_local_experts: 8,
  num_experts_per_tok: 2,
  sliding_window: null,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};

export const mistral: readonly KnownModel[] = [
  {
    // The only one whose layers all have a window.
    name: "mistralai/Mistral-7B-v0.1",
    config: { ...mistral7B, sliding_window: 4096 },
  },
  { name: "mistralai/Mistral-7B-Instruct-v0.2", config: mistral7B },
  {
    // A larger vocabulary.
    name: "mistralai/Mistral-7B-v0.3",
    config: { ...mistral7B, vocab_size: 32_768 },
  },
  {
    name: "mistralai/Mistral-Nemo-Base-2407",
    config: {
      model_type: "mistral",
      num_hidden_layers: 40,
      hidden_size: 5120,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 14_336,
      vocab_size: 131_072,
      max_position_embeddings: 128_000,
      sliding_window: null,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
    // Published with 1,024,000 at first.
    variants: { instruct: { max_position_embeddings: 131_072 } },
  },
  {
    name: "mistralai/Mixtral-8x7B-v0.1",
    config: {
      ...mixtral,
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      intermediate_size: 14_336,
      vocab_size: 32_000,
      max_position_embeddings: 32_768,
    },
  },
  {
    name: "mistralai/Mixtral-8x22B-v0.1",
    config: {
      ...mixtral,
      num_hidden_layers: 56,
      hidden_size: 6144,
      num_attention_heads: 48,
      intermediate_size: 16_384,
      vocab_size: 32_000,
      max_position_embeddings: 65_536,
    },
    variants: { instruct: { vocab_size: 32_768 } },
  },
];
