/**
 * The known models, each as the `config.json` that its authors published (the keys that shape it).
 *
 * A config stands for its variants too: `findModel` takes `-hf`, `-chat`, `-Instruct` and the like
 * for the same architecture. Source of each: huggingface.co/<name>/blob/main/config.json.
 */
import type { ModelConfig } from "../read-model.ts";

export const modelConfigs: readonly { name: string; config: ModelConfig }[] = [
  {
    // Zhang et al., OPT (2022).
    name: "facebook/opt-13b",
    config: {
      model_type: "opt",
      num_hidden_layers: 40,
      hidden_size: 5120,
      word_embed_proj_dim: 5120,
      num_attention_heads: 40,
      ffn_dim: 20_480,
      vocab_size: 50_272,
      max_position_embeddings: 2048,
      torch_dtype: "float16",
    },
  },
  {
    // Touvron et al., Llama 2 (2023).
    name: "meta-llama/Llama-2-7b-hf",
    config: {
      model_type: "llama",
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      num_key_value_heads: 32,
      intermediate_size: 11_008,
      vocab_size: 32_000,
      max_position_embeddings: 4096,
      tie_word_embeddings: false,
      torch_dtype: "float16",
    },
  },
  {
    // Grattafiori et al., The Llama 3 herd of models (2024).
    name: "meta-llama/Llama-3.1-8B",
    config: {
      model_type: "llama",
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      intermediate_size: 14_336,
      vocab_size: 128_256,
      max_position_embeddings: 131_072,
      attention_bias: false,
      mlp_bias: false,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
  },
  {
    name: "meta-llama/Llama-3.1-70B",
    config: {
      model_type: "llama",
      num_hidden_layers: 80,
      hidden_size: 8192,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      intermediate_size: 28_672,
      vocab_size: 128_256,
      max_position_embeddings: 131_072,
      attention_bias: false,
      mlp_bias: false,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
  },
  {
    name: "meta-llama/Llama-3.2-1B",
    config: {
      model_type: "llama",
      num_hidden_layers: 16,
      hidden_size: 2048,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 64,
      intermediate_size: 8192,
      vocab_size: 128_256,
      max_position_embeddings: 131_072,
      attention_bias: false,
      mlp_bias: false,
      tie_word_embeddings: true,
      torch_dtype: "bfloat16",
    },
  },
  {
    // Version 0.3 has a larger vocabulary than 0.1 and no window.
    name: "mistralai/Mistral-7B-v0.3",
    config: {
      model_type: "mistral",
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 14_336,
      vocab_size: 32_768,
      max_position_embeddings: 32_768,
      sliding_window: null,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
  },
  {
    // Yang et al., Qwen3 (2025).
    name: "Qwen/Qwen3-14B",
    config: {
      model_type: "qwen3",
      num_hidden_layers: 40,
      hidden_size: 5120,
      num_attention_heads: 40,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 17_408,
      vocab_size: 151_936,
      max_position_embeddings: 40_960,
      attention_bias: false,
      use_sliding_window: false,
      sliding_window: null,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
  },
  {
    name: "Qwen/Qwen3-30B-A3B",
    config: {
      model_type: "qwen3_moe",
      num_hidden_layers: 48,
      hidden_size: 2048,
      num_attention_heads: 32,
      num_key_value_heads: 4,
      head_dim: 128,
      intermediate_size: 6144,
      moe_intermediate_size: 768,
      num_experts: 128,
      num_experts_per_tok: 8,
      decoder_sparse_step: 1,
      mlp_only_layers: [],
      vocab_size: 151_936,
      max_position_embeddings: 40_960,
      attention_bias: false,
      use_sliding_window: false,
      sliding_window: null,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
  },
];
