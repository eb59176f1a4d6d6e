/**
 * What a checkpoint holds beside the decoder: a vision tower, counted by its own architecture, and
 * layers that draft further tokens.
 */
import type { Beside } from "../model.ts";
import { PartError } from "../part-error.ts";
import { isObject, type Section } from "./section.ts";

export function besideOf(section: Section, hidden: number): Beside {
  return { vision: visionWeights(section, hidden), mtpLayers: mtpLayers(section) };
}

/** DeepSeek-V3 names its layers that draft; others keep none in their files. */
function mtpLayers({ keys }: Section): number {
  const layers = keys.num_nextn_predict_layers;
  return Number.isSafeInteger(layers) && (layers as number) > 0 && (layers as number) < 100
    ? (layers as number)
    : 0;
}

function visionWeights({ whole }: Section, hidden: number): number {
  const vision = whole.vision_config;
  if (vision == null) return 0;
  if (isObject(vision) && vision.model_type === "llama4_vision_model") {
    return llama4Vision(vision, hidden);
  }
  const path = "vision_config";
  throw new PartError(
    `${path}: a vision tower whose weights cannot be counted; to leave it out, give the keys of ` +
      "text_config alone",
    { path, value: isObject(vision) ? vision.model_type : vision },
  );
}

/**
 * Patches through a matrix, a class token and positions, layers with layer norms and biases, an
 * adapter of two matrices, and the projection into the decoder.
 * Source: modeling_llama4.py of transformers 4.57.
 */
function llama4Vision(keys: Record<string, unknown>, textHidden: number): number {
  const at = (key: string): number => {
    const value = keys[key];
    if (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 1e9)
      return value as number;
    const path = `vision_config.${key}`;
    throw new PartError(`${path} is not a whole number above 0`, { path, value });
  };
  const hidden = at("hidden_size");
  const widened = at("intermediate_size");
  const side = at("image_size") / at("patch_size");
  const patch = at("num_channels") * at("patch_size") * at("patch_size") * hidden;
  const positions = (Math.floor(side) * Math.floor(side) + 1) * hidden;
  const attention = 4 * (hidden * hidden + hidden);
  const mlp = 2 * hidden * widened + widened + hidden;
  const norms = 4 * hidden;
  const layers = at("num_hidden_layers") * (attention + mlp + norms);
  const output = at("projector_output_dim");
  const adapter = widened * at("projector_input_dim") + output * output;
  const projection = at("vision_output_dim") * textHidden;
  return patch + hidden + positions + layers + norms + adapter + projection;
}
