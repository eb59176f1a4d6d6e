/**
 * How far each layer looks back, as a `config.json` says it: one window for all, a pattern of
 * kinds, chunks with every fourth layer seeing everything, or a window that is switched off.
 */
import { full, type Reach } from "../../kernel/reach.ts";
import { describeReach, type Latent } from "../attention.ts";
import { count, countFrom0, has, isObject, refuse, type Section } from "./section.ts";

/** The reach of each of so many layers. */
export function reachOf(section: Section, layers: number): Reach[] {
  refuseOtherThanAttention(section, layers);
  const kinds = section.keys.layer_types ?? impliedKinds(section, layers);
  if (!Array.isArray(kinds)) return refuse(section, "layer_types", "is not a list");
  if (kinds.length !== layers)
    return refuse(section, "layer_types", `has ${kinds.length} entries for ${layers} layers`);
  const reaches = kinds.map((kind) => reachOfKind(section, kind));
  if (new Set(reaches.filter((reach) => reach.kind !== "full").map(describeReach)).size > 1)
    return refuse(section, "layer_types", "is not modelled yet: both windows and chunks");
  return reaches;
}

const layerTypes = ["full_attention", "sliding_attention", "chunked_attention"];

function reachOfKind(section: Section, kind: unknown): Reach {
  if (kind === "full_attention") return full;
  if (kind === "sliding_attention")
    return { kind: "sliding", window: count(section, "sliding_window") };
  if (kind === "chunked_attention")
    return { kind: "chunked", chunk: count(section, "attention_chunk_size") };
  return refuse(section, "layer_types", `holds what is not one of ${layerTypes.join(", ")}`);
}

/** What the classes of transformers make of a config without `layer_types`. */
function impliedKinds(section: Section, layers: number): string[] {
  const { keys, family } = section;
  const every = (kind: (layer: number) => boolean, name: string): string[] =>
    Array.from({ length: layers }, (_, layer) => (kind(layer) ? name : "full_attention"));

  if (family.chunked && has(section, "attention_chunk_size")) {
    return every(chunkedLayer(section), "chunked_attention");
  }
  if (!has(section, "sliding_window") || keys.use_sliding_window === false) {
    return every(() => false, "");
  }
  if (has(section, "sliding_window_pattern")) {
    const pattern = count(section, "sliding_window_pattern");
    return every((layer) => (layer + 1) % pattern !== 0, "sliding_attention");
  }
  if (family.alternating) return every((layer) => layer % 2 === 0, "sliding_attention");
  // Qwen: the layers before it see everything.
  const from = countFrom0(section, "max_window_layers");
  return every((layer) => layer >= from, "sliding_attention");
}

/** Llama 4: layers that rotate see a chunk; the others see everything. */
function chunkedLayer(section: Section): (layer: number) => boolean {
  const rotated = section.keys.no_rope_layers;
  if (Array.isArray(rotated) && rotated.length > 0) return (layer) => rotated[layer] === 1;
  const interval = count(section, "no_rope_layer_interval");
  return (layer) => (layer + 1) % interval !== 0;
}

/** Layers that are no attention, or attend to something else than the text before. */
const strangers: Record<string, string> = {
  mamba_d_state: "a state-space model",
  mamba_expand: "a state-space model",
  ssm_cfg: "a state-space model",
  ssm_state_size: "a state-space model",
  state_size: "a state-space model",
  linear_num_value_heads: "linear attention",
  linear_attn_config: "linear attention",
  lru_width: "a recurrent layer",
  attention_layer_indices: "layers without attention",
  hybrid_override_pattern: "layers without attention",
  cross_attention_layers: "cross attention",
  add_cross_attention: "cross attention",
  num_kv_shared_layers: "layers that share one KV cache",
  index_topk: "sparse attention chosen by an index",
};

function refuseOtherThanAttention(section: Section, layers: number): void {
  const { keys } = section;
  for (const [key, what] of Object.entries(strangers)) {
    const value = keys[key];
    if (value != null && value !== false && value !== 0)
      refuse(section, key, `is not modelled yet: ${what}`);
  }
  for (const key of ["attn_type_list", "layers_block_type", "block_types"]) {
    const kinds = keys[key];
    if (kinds == null) continue;
    // MiniMax numbers softmax attention 1 and lightning attention 0.
    const plain = (kind: unknown) => kind === 1 || kind === "attention";
    if (!Array.isArray(kinds)) refuse(section, key, "is not a list");
    else if (kinds.length !== layers)
      refuse(section, key, `has ${kinds.length} entries for ${layers} layers`);
    else if (!kinds.every(plain))
      refuse(section, key, "is not modelled yet: layers without attention");
  }
  if (keys.is_encoder_decoder === true)
    refuse(section, "is_encoder_decoder", "is not modelled yet: an encoder");
  if (keys.alibi === true) refuse(section, "alibi", "is not modelled yet: linear position biases");
  const projected = keys.word_embed_proj_dim;
  if (projected !== undefined && projected !== keys.hidden_size)
    refuse(
      section,
      "word_embed_proj_dim",
      "is not modelled yet: embeddings narrower than the layers",
    );
  if (isObject(keys.encoder)) refuse(section, "encoder", "is not modelled yet: an encoder");
}

/** The ranks and widths of latent attention; undefined where keys are kept by head. */
export function latentOf(section: Section): Latent | undefined {
  if (!has(section, "kv_lora_rank")) return undefined;
  return {
    queryRank: has(section, "q_lora_rank") ? count(section, "q_lora_rank") : undefined,
    kvRank: count(section, "kv_lora_rank"),
    ropeDim: count(section, "qk_rope_head_dim"),
    nopeDim: count(section, "qk_nope_head_dim"),
    valueDim: count(section, "v_head_dim"),
  };
}
