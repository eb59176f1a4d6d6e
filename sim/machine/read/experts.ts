/** The experts of a `config.json`: how many, how wide, and which layers have them. */
import type { Experts } from "../experts.ts";
import { count, countFrom0, countOr, has, refuse, type Section } from "./section.ts";

const countKeys = [
  "num_local_experts",
  "num_experts",
  "n_routed_experts",
  "moe_num_experts",
] as const;
const perTokenKeys = ["num_experts_per_tok", "experts_per_token", "moe_topk"] as const;

/** Undefined where every layer has one dense MLP. */
export function expertsOf(section: Section, layers: number): Experts | undefined {
  const key = countKeys.find((name) => section.keys[name] != null);
  // DBRX and others keep them in a section of their own, whose keys are other ones.
  if (section.keys.ffn_config != null) refuse(section, "ffn_config", "is not modelled yet");
  if (key === undefined || section.keys[key] === 0) return undefined;
  const experts = count(section, key);
  const perToken = count(section, ...perTokenKeys);
  if (perToken > experts) {
    const name = perTokenKeys.find((known) => section.keys[known] != null)!;
    refuse(section, name, `is more than the ${experts} experts`);
  }
  const { family } = section;
  const intermediate = has(section, "moe_intermediate_size")
    ? count(section, "moe_intermediate_size")
    : count(section, "intermediate_size");
  return {
    count: experts,
    perToken,
    intermediate,
    sharedIntermediate: sharedIntermediate(section, intermediate),
    sharedGate: family.experts.sharedGate,
    layers: sparseLayers(section, layers),
    routerBias: correction(section) ? "correction" : family.experts.routerBias,
    bias: family.experts.bias,
  };
}

/** DeepSeek-V3 and MiniMax-M2 balance their experts by a correction to the scores. */
const correction = ({ keys }: Section): boolean =>
  keys.topk_method === "noaux_tc" || keys.use_routing_bias === true;

function sharedIntermediate(section: Section, intermediate: number): number {
  if (has(section, "shared_expert_intermediate_size"))
    return count(section, "shared_expert_intermediate_size");
  if (section.family.experts.shared) return intermediate;
  // MiniMax says 0 where there is none.
  const key = ["n_shared_experts", "num_shared_experts"].find((name) => section.keys[name]);
  if (key !== undefined) return count(section, key) * intermediate;
  return countFrom0(section, "shared_intermediate_size");
}

/** Layer by layer, whether it has experts. */
function sparseLayers(section: Section, layers: number): boolean[] {
  const { keys } = section;
  const named = keys.moe_layers;
  if (Array.isArray(named)) return range(layers).map((layer) => named.includes(layer));
  const first = countFrom0(section, "first_k_dense_replace");
  const denseOnes = keys.mlp_only_layers;
  const dense = Array.isArray(denseOnes) ? denseOnes : [];
  // Qwen counts its steps from the second of each, DeepSeek from the first.
  const step = countOr(section, 1, "decoder_sparse_step", "interleave_moe_layer_step");
  const frequency = countOr(section, 1, "moe_layer_freq");
  return range(layers).map(
    (layer) =>
      layer >= first &&
      !dense.includes(layer) &&
      (layer + 1) % step === 0 &&
      layer % frequency === 0,
  );
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
