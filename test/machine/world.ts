/** A small model, a large one, and how an engine divides memory where nothing is said. */
import type { MemorySettings } from "../../sim/machine/memory.ts";

/** A Llama small enough to be counted by hand. */
export const tinyLlama = {
  model_type: "llama",
  num_hidden_layers: 2,
  hidden_size: 64,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 128,
  vocab_size: 100,
  max_position_embeddings: 1024,
};

/** Llama-3.1-70B. */
export const llama70B = {
  model_type: "llama",
  num_hidden_layers: 80,
  hidden_size: 8192,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  intermediate_size: 28_672,
  vocab_size: 128_256,
  max_position_embeddings: 131_072,
};

/** vLLM's defaults. */
export const settings: MemorySettings = {
  gpu_memory_utilization: 0.92,
  max_num_batched_tokens: 2048,
  max_num_seqs: 256,
  block_size: 16,
};
