/**
 * Models of OpenAI. GPT-3 by the paper's own table (Brown et al., Language models are few-shot
 * learners, 2020, table 2.1); gpt-oss by `config.json` at huggingface.co/<name>.
 */
import type { KnownModel } from "./known-model.ts";

/** Experts in 4 bits, the rest in 16. */
const mxfp4 = {
  quant_method: "mxfp4",
  modules_to_not_convert: [
    "model.layers.*.self_attn",
    "model.layers.*.mlp.router",
    "model.embed_tokens",
    "lm_head",
  ],
};

const gptOss = {
  model_type: "gpt_oss",
  hidden_size: 2880,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  head_dim: 64,
  intermediate_size: 2880,
  num_experts_per_tok: 4,
  attention_bias: true,
  sliding_window: 128,
  vocab_size: 201_088,
  max_position_embeddings: 131_072,
  tie_word_embeddings: false,
  quantization_config: mxfp4,
};

/** Layers take turns: a window, everything. */
const turns = (layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) =>
    layer % 2 === 0 ? "sliding_attention" : "full_attention",
  );

export const openai: readonly KnownModel[] = [
  {
    // GPT-2's architecture and vocabulary. Every other layer attends to a band, whose width the
    // paper does not give: all of them keep everything here.
    name: "openai/GPT-3-175B",
    also: ["gpt3-175b", "gpt-3", "gpt3"],
    config: {
      model_type: "gpt2",
      n_layer: 96,
      n_embd: 12_288,
      n_head: 96,
      n_positions: 2048,
      vocab_size: 50_257,
      torch_dtype: "float16",
    },
  },
  {
    name: "openai/gpt-oss-20b",
    config: {
      ...gptOss,
      num_hidden_layers: 24,
      layer_types: turns(24),
      num_local_experts: 32,
    },
  },
  {
    name: "openai/gpt-oss-120b",
    config: {
      ...gptOss,
      num_hidden_layers: 36,
      layer_types: turns(36),
      num_local_experts: 128,
    },
  },
];
