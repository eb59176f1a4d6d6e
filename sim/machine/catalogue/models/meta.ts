/**
 * Models of Meta: OPT, Llama 2 to 4, Code Llama.
 *
 * Source of each: `config.json` at huggingface.co/<name>. Papers: Zhang et al., OPT (2022); Touvron
 * et al., Llama 2 (2023); Rozière et al., Code Llama (2023); Grattafiori et al., The Llama 3 herd
 * of models (2024).
 */
import type { KnownModel } from "./known-model.ts";

const opt = {
  model_type: "opt",
  vocab_size: 50_272,
  max_position_embeddings: 2048,
  torch_dtype: "float16",
};

const llama2 = {
  model_type: "llama",
  vocab_size: 32_000,
  max_position_embeddings: 4096,
  tie_word_embeddings: false,
  torch_dtype: "float16",
};

const llama3 = {
  model_type: "llama",
  num_key_value_heads: 8,
  vocab_size: 128_256,
  max_position_embeddings: 131_072,
  attention_bias: false,
  mlp_bias: false,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
};

const llama3of8B = {
  ...llama3,
  num_hidden_layers: 32,
  hidden_size: 4096,
  num_attention_heads: 32,
  intermediate_size: 14_336,
};

const llama3of70B = {
  ...llama3,
  num_hidden_layers: 80,
  hidden_size: 8192,
  num_attention_heads: 64,
  intermediate_size: 28_672,
};

export const meta: readonly KnownModel[] = [
  {
    name: "facebook/opt-13b",
    config: {
      ...opt,
      num_hidden_layers: 40,
      hidden_size: 5120,
      word_embed_proj_dim: 5120,
      num_attention_heads: 40,
      ffn_dim: 20_480,
    },
  },
  {
    name: "facebook/opt-66b",
    config: {
      ...opt,
      num_hidden_layers: 64,
      hidden_size: 9216,
      word_embed_proj_dim: 9216,
      num_attention_heads: 72,
      ffn_dim: 36_864,
    },
  },
  {
    name: "meta-llama/Llama-2-7b-hf",
    config: {
      ...llama2,
      num_hidden_layers: 32,
      hidden_size: 4096,
      num_attention_heads: 32,
      num_key_value_heads: 32,
      intermediate_size: 11_008,
    },
  },
  {
    name: "meta-llama/Llama-2-13b-hf",
    config: {
      ...llama2,
      num_hidden_layers: 40,
      hidden_size: 5120,
      num_attention_heads: 40,
      num_key_value_heads: 40,
      intermediate_size: 13_824,
    },
  },
  {
    name: "meta-llama/Llama-2-70b-hf",
    config: {
      ...llama2,
      num_hidden_layers: 80,
      hidden_size: 8192,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      intermediate_size: 28_672,
    },
  },
  {
    name: "codellama/CodeLlama-34b-hf",
    config: {
      ...llama2,
      num_hidden_layers: 48,
      hidden_size: 8192,
      num_attention_heads: 64,
      num_key_value_heads: 8,
      intermediate_size: 22_016,
      max_position_embeddings: 16_384,
      torch_dtype: "bfloat16",
    },
  },
  {
    name: "meta-llama/Meta-Llama-3-8B",
    config: { ...llama3of8B, max_position_embeddings: 8192 },
  },
  {
    name: "meta-llama/Meta-Llama-3-70B",
    config: { ...llama3of70B, max_position_embeddings: 8192 },
  },
  { name: "meta-llama/Llama-3.1-8B", config: llama3of8B },
  { name: "meta-llama/Llama-3.1-70B", config: llama3of70B },
  {
    // The first files of July 2024 repeated the KV heads to 16; these are the ones since.
    name: "meta-llama/Llama-3.1-405B",
    config: {
      ...llama3,
      num_hidden_layers: 126,
      hidden_size: 16_384,
      num_attention_heads: 128,
      intermediate_size: 53_248,
    },
  },
  {
    name: "meta-llama/Llama-3.2-1B",
    config: {
      ...llama3,
      num_hidden_layers: 16,
      hidden_size: 2048,
      num_attention_heads: 32,
      head_dim: 64,
      intermediate_size: 8192,
      tie_word_embeddings: true,
    },
  },
  {
    name: "meta-llama/Llama-3.2-3B",
    config: {
      ...llama3,
      num_hidden_layers: 28,
      hidden_size: 3072,
      num_attention_heads: 24,
      head_dim: 128,
      intermediate_size: 8192,
      tie_word_embeddings: true,
    },
  },
  { name: "meta-llama/Llama-3.3-70B-Instruct", config: llama3of70B },
  {
    // Three of four layers rotate and see chunks, every fourth does neither.
    name: "meta-llama/Llama-4-Scout-17B-16E",
    config: {
      model_type: "llama4",
      torch_dtype: "bfloat16",
      tie_word_embeddings: false,
      text_config: {
        model_type: "llama4_text",
        num_hidden_layers: 48,
        hidden_size: 5120,
        num_attention_heads: 40,
        num_key_value_heads: 8,
        head_dim: 128,
        intermediate_size: 8192,
        intermediate_size_mlp: 16_384,
        num_local_experts: 16,
        num_experts_per_tok: 1,
        interleave_moe_layer_step: 1,
        attention_chunk_size: 8192,
        no_rope_layers: [],
        attention_bias: false,
        use_qk_norm: true,
        vocab_size: 202_048,
        max_position_embeddings: 262_144,
      },
      vision_config: {
        model_type: "llama4_vision_model",
        num_hidden_layers: 34,
        hidden_size: 1408,
        intermediate_size: 5632,
        image_size: 336,
        patch_size: 14,
        num_channels: 3,
        projector_input_dim: 4096,
        projector_output_dim: 4096,
        vision_output_dim: 4096,
      },
    },
    variants: { instruct: { text_config: { max_position_embeddings: 10_485_760 } } },
  },
];
