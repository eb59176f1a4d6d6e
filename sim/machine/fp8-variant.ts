/**
 * Checkpoints that others packed into 8 bits, by the owner and the end of their name.
 *
 * Whoever packs has a way of his own, and keeps to it: which matrices, and a scale for what.
 */
import type { ModelConfig } from "./read-model.ts";

/** Who packed a checkpoint, and what its name says of it: `fp8`, `fp8-dynamic`. */
export interface Packing {
  /** Owner of the name, in lower case. */
  owner: string;
  packing: string;
}

/** The config of a packed variant; undefined where nobody packs so. */
export function packedAs(
  config: ModelConfig,
  { owner, packing }: Packing,
): ModelConfig | undefined {
  if (packing === "") return config;
  // Released in 8 bits already: the variant is the model itself.
  if (config.quantization_config !== undefined) return released(config, packing);
  const maker = /^qwen/.test(String(config.model_type)) ? owner || "qwen" : owner;
  const scheme = schemes.find(({ names, owners }) => names.includes(packing) && owners.test(maker));
  const mixed = config.model_type === "llama4";
  return scheme && { ...config, quantization_config: scheme.config(mixed, config) };
}

const released = (config: ModelConfig, packing: string): ModelConfig | undefined => {
  const { quant_method } = config.quantization_config as ModelConfig;
  return quant_method === packing ? config : undefined;
};

interface Scheme {
  names: readonly string[];
  owners: RegExp;
  /** @param mixed whether it is a Llama 4, of which only experts and MLPs are packed */
  config: (mixed: boolean, base: ModelConfig) => ModelConfig;
}

/**
 * llm-compressor's way: all linear layers but the head; of Llama 4, no attention either (its
 * `examples/quantization_w8a8_fp8`).
 */
const compressed = (mixed: boolean, strategy: string, isDynamic: boolean): ModelConfig => ({
  quant_method: "compressed-tensors",
  config_groups: {
    group_0: {
      weights: { num_bits: 8, type: "float", strategy },
      input_activations: { num_bits: 8, type: "float", dynamic: isDynamic },
    },
  },
  ignore: mixed ? ["re:.*lm_head", "re:.*self_attn", "re:.*router"] : ["lm_head"],
});

const schemes: readonly Scheme[] = [
  {
    names: ["fp8-dynamic"],
    owners: /^/,
    config: (mixed) => compressed(mixed, "channel", true),
  },
  {
    // TensorRT Model Optimizer: one scale a matrix, one for its activations. That attention is
    // packed in its Llama 4 too was read off vLLM's tests of fused kernels, not off its config.
    names: ["fp8"],
    owners: /^nvidia$/,
    config: () => ({ quant_method: "modelopt", quant_algo: "FP8", ignore: ["lm_head"] }),
  },
  {
    // Attention, and the first and the last layer, stay in 16 bits (The Llama 3 herd of models,
    // section 6.2).
    names: ["fp8"],
    owners: /^meta-llama$/,
    config: (_, { num_hidden_layers }) => ({
      quant_method: "fbgemm_fp8",
      modules_to_not_convert: [
        "lm_head",
        "model.layers.*.self_attn",
        "model.layers.0",
        `model.layers.${Number(num_hidden_layers) - 1}`,
      ],
    }),
  },
  {
    // Qwen's way, after DeepSeek's.
    names: ["fp8"],
    owners: /^qwen$/,
    config: () => ({
      quant_method: "fp8",
      fmt: "e4m3",
      activation_scheme: "dynamic",
      weight_block_size: [128, 128],
    }),
  },
  {
    // RedHatAI's, and most others': one scale a matrix, one for its activations.
    names: ["fp8", "fp8-kv"],
    owners: /^/,
    config: (mixed) => compressed(mixed, "tensor", false),
  },
];
