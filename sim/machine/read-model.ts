/**
 * Reads a Hugging Face `config.json` as a `Model`.
 *
 * Newer and older names of the same thing are accepted (`num_hidden_layers`, `n_layer`). What would
 * be counted wrongly is refused rather than ignored: state-space and recurrent layers, cross
 * attention, encoders, quantizers that are not known.
 */
import type { Model } from "./model.ts";
import { quantize } from "./quantize.ts";
import { besideOf } from "./read/beside.ts";
import { expertsOf } from "./read/experts.ts";
import { quantizationOf } from "./read/quantization.ts";
import { latentOf, reachOf } from "./read/reach.ts";
import {
  count,
  has,
  isObject,
  type ModelConfig,
  refuse,
  type Section,
  textSection,
} from "./read/section.ts";

export type { ModelConfig } from "./read/section.ts";

/** Resolves `config` into an architecture called `name`. Throws a `PartError` where it cannot. */
export function readModel(config: ModelConfig, name = nameIn(config)): Model {
  const section = textSection(config);
  const { family } = section;
  const layers = layerCount(section);
  const hidden = count(section, "hidden_size", "n_embd");
  const heads = count(section, "num_attention_heads", "n_head");
  const context = count(section, "max_position_embeddings", "n_positions");
  const latent = latentOf(section);
  const experts = expertsOf(section, layers);
  const model: Model = {
    name,
    layers,
    hidden,
    heads,
    kvHeads: kvHeads(section, heads),
    headDim:
      latent === undefined ? headDim(section, hidden, heads) : latent.nopeDim + latent.ropeDim,
    intermediate: intermediate(section, hidden),
    vocabulary: count(section, "vocab_size"),
    context,
    mlp: family.mlp,
    norm: family.norm,
    normsPerLayer: family.parallel && !newDecoder(section) ? 1 : 2,
    qkNorm: section.keys.use_qk_norm === false ? false : family.qkNorm,
    positionRows: family.positions === "rotary" ? 0 : context + family.positions.offset,
    bias: biases(section),
    tiedEmbeddings: section.keys.tie_word_embeddings === true,
    dtype: dtype(section),
    bytesPerElement: 2,
    reach: reachOf(section, layers),
    sinks: family.sinks,
    latent,
    experts,
    quantization: undefined,
    beside: besideOf(section, hidden),
    modules: family.modules,
  };
  const scheme = quantizationOf(section);
  return scheme === undefined ? model : quantize(model, scheme);
}

/** What whoever saved it called it. */
function nameIn(config: ModelConfig): string {
  const name = isObject(config) ? config._name_or_path : undefined;
  return typeof name === "string" && name !== "" ? name : "model";
}

/** Layers are listed one by one, so a slip must not ask for a billion of them. */
const MOST_LAYERS = 10_000;

function layerCount(section: Section): number {
  const layers = count(section, "num_hidden_layers", "n_layer");
  if (layers <= MOST_LAYERS) return layers;
  const key = has(section, "num_hidden_layers") ? "num_hidden_layers" : "n_layer";
  return refuse(section, key, `is more than ${MOST_LAYERS} layers`);
}

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

/** The dense MLP's; where experts have a width of their own, `intermediate_size` is this one. */
function intermediate(section: Section, hidden: number): number {
  // Llama 4 keeps the experts' width under `intermediate_size`.
  if (has(section, "intermediate_size_mlp")) return count(section, "intermediate_size_mlp");
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

const dtypes = ["bfloat16", "float16", "float32"] as const;

function dtype(section: Section): Model["dtype"] {
  const key = section.keys.dtype === undefined ? "torch_dtype" : "dtype";
  const given = section.keys[key] ?? "bfloat16";
  const known = dtypes.find((name) => name === given || `torch.${name}` === given);
  return known ?? refuse(section, key, `is not one of ${dtypes.join(", ")}`, [...dtypes]);
}
