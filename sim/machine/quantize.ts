/**
 * A model with its matrices packed as a scheme says, and which of them the scheme leaves alone.
 */
import { attentionMatrices, expertMatrices, mlpMatrices } from "./matrices.ts";
import type { Model } from "./model.ts";
import { isKept, type QuantizationScheme } from "./quantization.ts";

/**
 * `model` with its weights packed by `scheme`.
 *
 * Eight bits are multiplied as they are, activations packed on the way. Four bits are unpacked, on
 * every GPU: vLLM 0.26 takes the experts of gpt-oss with activations in 16 bits before any other
 * way (`_get_priority_backends_for_gpt_oss`).
 */
export function quantize(model: Model, scheme: QuantizationScheme): Model {
  const { layers, beside, modules } = model;
  const matrices = [...attentionMatrices(model), ...mlpMatrices(model), ...expertMatrices(model)];
  const inLayers = (module: string): boolean[] =>
    Array.from(
      { length: layers + beside.mtpLayers },
      (_, layer) => !isKept(scheme, `${modules.layers}.${layer}.${module}`),
    );
  const packed = Object.fromEntries(matrices.map(({ module }) => [module, inLayers(module)]));
  const arithmetic = scheme.format.name === "fp8" ? "fp8" : "16-bit";
  return { ...model, quantization: { ...scheme, packed, arithmetic } };
}

/** Whether the head is packed; where the embedding serves as one, it never is. */
export const isHeadPacked = ({ quantization, tiedEmbeddings }: Model): boolean =>
  !tiedEmbeddings && quantization?.head === true && !isKept(quantization, "lm_head");

/** Of the layers with these numbers, those (a count) in which `module` is packed. */
export function packedIn(
  { quantization }: Pick<Model, "quantization">,
  module: string,
  layers: readonly number[],
): number {
  const packed = quantization?.packed[module];
  let count = 0;
  if (packed !== undefined) for (const layer of layers) if (packed[layer]) count += 1;
  return count;
}
