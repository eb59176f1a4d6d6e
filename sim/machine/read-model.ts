/**
 * Reads a Hugging Face `config.json` as a `Model`.
 *
 * Newer and older names of the same thing are accepted (`num_hidden_layers`, `n_layer`). What
 * would be priced wrongly is refused rather than ignored: mixtures of experts, latent attention,
 * windows shorter than the context, quantized checkpoints.
 */
import { type Family, familyOf } from "./families.ts";
import type { Model } from "./model.ts";
import { PartError } from "./part-error.ts";

/** A parsed `config.json`. */
export type ModelConfig = Readonly<Record<string, unknown>>;

/** Keys with the defaults of the family beneath, and the place they stand at, for errors. */
interface Section {
  keys: ModelConfig;
  family: Family;
  prefix: string;
}

/** Resolves `config` into an architecture called `name`. Throws a `PartError` where it cannot. */
export function readModel(
  config: ModelConfig,
  name = String(config._name_or_path ?? "model"),
): Model {
  const section = textSection(config);
  refuseWhatIsNotModelled(section);

  const { family } = section;
  const hidden = count(section, "hidden_size", "n_embd");
  const heads = count(section, "num_attention_heads", "n_head");
  const context = count(section, "max_position_embeddings", "n_positions");
  return {
    name,
    layers: count(section, "num_hidden_layers", "n_layer"),
    hidden,
    heads,
    kvHeads: kvHeads(section, heads),
    headDim: headDim(section, hidden, heads),
    intermediate: intermediate(section, hidden),
    vocabulary: count(section, "vocab_size"),
    context,
    mlp: family.mlp,
    norm: family.norm,
    normsPerLayer: family.parallel && !newDecoder(section) ? 1 : 2,
    qkNorm: family.qkNorm,
    positionRows: family.positions === "rotary" ? 0 : context + family.positions.offset,
    bias: biases(section),
    tiedEmbeddings: section.keys.tie_word_embeddings === true,
    bytesPerElement: bytesPerElement(section),
  };
}

/** The language model's keys: a multimodal config keeps them under `text_config`. */
function textSection(config: ModelConfig): Section {
  const nested = config.text_config;
  const isNested = typeof nested === "object" && nested !== null;
  const own = isNested ? (nested as ModelConfig) : config;
  const family = familyOf(String(own.model_type ?? "llama"));
  const inherited: Record<string, unknown> = {};
  for (const key of ["dtype", "torch_dtype", "tie_word_embeddings", "quantization_config"]) {
    if (config[key] !== undefined) inherited[key] = config[key];
  }
  return {
    keys: { ...family.defaults, ...inherited, ...own },
    family,
    prefix: isNested ? "text_config." : "",
  };
}

function refuse(section: Section, key: string, why: string, choices?: string[]): never {
  const path = section.prefix + key;
  const value = section.keys[key];
  throw new PartError(`${path}: ${JSON.stringify(value)} ${why}`, {
    path,
    value,
    ...(choices && { choices }),
  });
}

function refuseWhatIsNotModelled(section: Section): void {
  const { keys } = section;
  const later = (key: string, what: string) => refuse(section, key, `is not modelled yet: ${what}`);

  for (const key of ["num_local_experts", "num_experts", "n_routed_experts"]) {
    if (Number(keys[key] ?? 0) > 1) later(key, "a mixture of experts; give a dense model");
  }
  if (keys.kv_lora_rank != null) later("kv_lora_rank", "latent attention (MLA)");
  if (keys.is_encoder_decoder === true) later("is_encoder_decoder", "an encoder");
  if (keys.quantization_config != null) later("quantization_config", "quantized weights");
  if (keys.alibi === true) later("alibi", "linear position biases");

  const projected = keys.word_embed_proj_dim;
  if (projected !== undefined && projected !== keys.hidden_size)
    later("word_embed_proj_dim", "embeddings narrower than the layers");

  const context = Number(keys.max_position_embeddings ?? keys.n_positions ?? 0);
  const window = keys.sliding_window;
  if (typeof window === "number" && window < context && keys.use_sliding_window !== false)
    later("sliding_window", `attention to fewer tokens than the context of ${context}`);
  const kinds = keys.layer_types;
  if (Array.isArray(kinds) && kinds.some((kind) => kind !== "full_attention"))
    later("layer_types", "layers without full attention");
}

/** The first of `names` that is present, a whole number above 0. */
function count(section: Section, ...names: [string, ...string[]]): number {
  const name = names.find((known) => section.keys[known] != null);
  if (name === undefined) {
    const path = section.prefix + names[0];
    const others = names.length > 1 ? `, also known as ${names.slice(1).join(", ")}` : "";
    throw new PartError(`${path} is missing${others}`, { path, value: undefined });
  }
  const value = section.keys[name];
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  return refuse(section, name, "is not a whole number above 0");
}

const has = (section: Section, ...names: string[]): boolean =>
  names.some((name) => section.keys[name] != null);

/** Falcon's second architecture has several KV heads and two norms a layer. */
const newDecoder = (section: Section): boolean => section.keys.new_decoder_architecture === true;

function kvHeads(section: Section, heads: number): number {
  if (section.keys.multi_query === true && !newDecoder(section)) return 1;
  const names = ["num_key_value_heads", "num_kv_heads", "n_head_kv"] as const;
  if (!has(section, ...names)) return heads;
  const kv = count(section, ...names);
  if (heads % kv === 0) return kv;
  const name = names.find((known) => section.keys[known] != null)!;
  return refuse(section, name, `does not divide the ${heads} query heads`);
}

function headDim(section: Section, hidden: number, heads: number): number {
  if (has(section, "head_dim")) return count(section, "head_dim");
  if (hidden % heads === 0) return hidden / heads;
  return refuse(section, "hidden_size", `does not divide into ${heads} heads; give head_dim`);
}

function intermediate(section: Section, hidden: number): number {
  const names = ["intermediate_size", "ffn_dim", "ffn_hidden_size", "n_inner"] as const;
  // Plain MLPs of the GPT line are four times as wide as the model unless they say otherwise.
  if (section.family.mlp === "plain" && !has(section, ...names)) return 4 * hidden;
  return count(section, ...names);
}

function biases({ keys, family }: Section): Model["bias"] {
  const said = (...names: string[]): boolean | undefined => {
    const value = names.map((name) => keys[name]).find((known) => known !== undefined);
    return typeof value === "boolean" ? value : undefined;
  };
  const attention = said("attention_bias", "bias", "enable_bias");
  return {
    qkv: attention ?? family.bias.qkv,
    output: attention ?? family.bias.output,
    mlp: said("mlp_bias", "bias", "enable_bias") ?? family.bias.mlp,
    head: family.bias.head,
  };
}

/** Serving keeps 16 bits: vLLM's `dtype: auto` narrows fp32 checkpoints. */
function bytesPerElement(section: Section): number {
  const key = section.keys.dtype === undefined ? "torch_dtype" : "dtype";
  const choices = ["bfloat16", "float16", "float32"];
  const given = String(section.keys[key] ?? "bfloat16").replace(/^torch\./, "");
  if (choices.includes(given)) return 2;
  return refuse(section, key, `is not one of ${choices.join(", ")}`, choices);
}
