/** Small models whose attention is not the usual: windows, chunks, latents. */
import { readModel } from "../../sim/machine/read-model.ts";

const small = {
  num_hidden_layers: 8,
  hidden_size: 2048,
  num_attention_heads: 16,
  intermediate_size: 6144,
  vocab_size: 32_000,
  max_position_embeddings: 32_768,
};

const grouped = { ...small, num_key_value_heads: 4 };

/** Every token sees all before it. */
export const seeing = readModel({ ...grouped, model_type: "llama" }, "seeing");

/** Each of 8 layers, by its number, looks back over so many tokens or sees everything. */
const inWindows = (window: number, sees: (layer: number) => boolean) => ({
  ...grouped,
  model_type: "llama",
  sliding_window: window,
  layer_types: Array.from({ length: 8 }, (_, layer) =>
    sees(layer) ? "full_attention" : "sliding_attention",
  ),
});

export const configs = {
  /** Every layer looks back over so many tokens. */
  windowed: (window: number) => inWindows(window, () => false),
  /** Every other layer does. */
  alternating: (window: number) => inWindows(window, (layer) => layer % 2 === 1),
  /** Three of four layers see chunks of so many tokens. */
  chunked: (chunk: number) => ({
    ...grouped,
    model_type: "llama",
    attention_chunk_size: chunk,
    layer_types: Array.from({ length: 8 }, (_, layer) =>
      layer % 4 === 3 ? "full_attention" : "chunked_attention",
    ),
  }),
  /** Latent attention in the proportions of DeepSeek-V3, and a dense MLP. */
  latent: {
    ...small,
    model_type: "deepseek_v3",
    q_lora_rank: 384,
    kv_lora_rank: 128,
    qk_rope_head_dim: 16,
    qk_nope_head_dim: 32,
    v_head_dim: 32,
  },
};

export const windowed = (window: number) => readModel(configs.windowed(window), `window ${window}`);
export const alternating = (window: number) =>
  readModel(configs.alternating(window), `alternating ${window}`);
export const chunked = (chunk: number) => readModel(configs.chunked(chunk), `chunks ${chunk}`);
export const latent = readModel(configs.latent, "latent");

/** An engine's settings with room for a config of these: up to four groups take as many blocks. */
export const roomFor = <T extends object>(model: unknown, engine: T): T =>
  typeof model !== "string" &&
  "num_gpu_blocks_override" in engine &&
  typeof engine.num_gpu_blocks_override === "number"
    ? { ...engine, num_gpu_blocks_override: 4 * engine.num_gpu_blocks_override }
    : engine;
