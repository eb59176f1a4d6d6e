/**
 * Models of DeepSeek, MiniMax, 01.AI and TII. Source of each: `config.json` at
 * huggingface.co/<name>. Papers: DeepSeek-V3 technical report (2024); Young et al., Yi (2024);
 * Almazrouei et al., The Falcon series (2023).
 */
import type { KnownModel } from "./known-model.ts";

/** Released in 8 bits: a scale for each block of 128 × 128. */
const blocks = {
  quant_method: "fp8",
  fmt: "e4m3",
  activation_scheme: "dynamic",
  weight_block_size: [128, 128],
};

const deepseekV3 = {
  model_type: "deepseek_v3",
  num_hidden_layers: 61,
  hidden_size: 7168,
  num_attention_heads: 128,
  num_key_value_heads: 128,
  q_lora_rank: 1536,
  kv_lora_rank: 512,
  qk_rope_head_dim: 64,
  qk_nope_head_dim: 128,
  v_head_dim: 128,
  intermediate_size: 18_432,
  moe_intermediate_size: 2048,
  n_routed_experts: 256,
  n_shared_experts: 1,
  num_experts_per_tok: 8,
  first_k_dense_replace: 3,
  moe_layer_freq: 1,
  topk_method: "noaux_tc",
  num_nextn_predict_layers: 1,
  attention_bias: false,
  vocab_size: 129_280,
  max_position_embeddings: 163_840,
  tie_word_embeddings: false,
  torch_dtype: "bfloat16",
  quantization_config: blocks,
};

const falcon = {
  model_type: "falcon",
  alibi: false,
  bias: false,
  parallel_attn: true,
  multi_query: true,
  vocab_size: 65_024,
  torch_dtype: "bfloat16",
};

export const others: readonly KnownModel[] = [
  { name: "deepseek-ai/DeepSeek-V3", config: deepseekV3 },
  { name: "deepseek-ai/DeepSeek-R1", config: deepseekV3 },
  {
    name: "MiniMaxAI/MiniMax-M2.5",
    config: {
      model_type: "minimax_m2",
      num_hidden_layers: 62,
      hidden_size: 3072,
      num_attention_heads: 48,
      num_key_value_heads: 8,
      head_dim: 128,
      intermediate_size: 1536,
      num_local_experts: 256,
      num_experts_per_tok: 8,
      shared_intermediate_size: 0,
      use_routing_bias: true,
      use_qk_norm: true,
      attn_type_list: Array.from({ length: 62 }, () => 1),
      vocab_size: 200_064,
      max_position_embeddings: 196_608,
      tie_word_embeddings: false,
      dtype: "bfloat16",
      quantization_config: {
        ...blocks,
        modules_to_not_convert: ["gate", "e_score_correction_bias", "lm_head"],
      },
    },
  },
  {
    name: "01-ai/Yi-34B",
    config: {
      model_type: "llama",
      num_hidden_layers: 60,
      hidden_size: 7168,
      num_attention_heads: 56,
      num_key_value_heads: 8,
      intermediate_size: 20_480,
      vocab_size: 64_000,
      max_position_embeddings: 4096,
      tie_word_embeddings: false,
      torch_dtype: "bfloat16",
    },
  },
  {
    name: "tiiuae/falcon-7b",
    config: {
      ...falcon,
      num_hidden_layers: 32,
      hidden_size: 4544,
      num_attention_heads: 71,
      new_decoder_architecture: false,
    },
  },
  {
    name: "tiiuae/falcon-40b",
    config: {
      ...falcon,
      num_hidden_layers: 60,
      hidden_size: 8192,
      num_attention_heads: 128,
      num_kv_heads: 8,
      new_decoder_architecture: true,
    },
  },
];
