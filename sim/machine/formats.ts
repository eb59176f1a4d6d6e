/**
 * Which number formats a GPU multiplies, and what an engine computes in.
 */
import type { Architecture, Gpu } from "./gpu.ts";
import type { Model } from "./model.ts";
import { type NumberFormat, numberFormats } from "./number-format.ts";
import { PartError } from "./part-error.ts";
import type { WeightFormat } from "./quantization.ts";

/** What an engine may be told to compute in, under vLLM's names. */
export const dtypes = ["auto", "float16", "bfloat16"] as const;
export type Dtype = (typeof dtypes)[number];

/** Formats that `gpu` multiplies, in words. */
const multiplied = (gpu: Gpu): string =>
  numberFormats.filter((format) => gpu.peak[format] !== undefined).join(", ");

const KEPT_ALONE = "weights can be kept in it, and are unpacked to 16 bits to multiply";

/** What to do where a format is missing. */
const remedies: Partial<Record<NumberFormat, string>> = {
  bf16: "float16 serves instead",
  fp8: KEPT_ALONE,
  fp4: KEPT_ALONE,
};

/**
 * Why `gpu` cannot multiply in `format`, and what serves instead; undefined where it can. Reads on
 * after the GPU's name: `has no FP8 arithmetic (it multiplies …): …`.
 */
export function lacks(gpu: Gpu, format: NumberFormat): string | undefined {
  if (gpu.peak[format] !== undefined) return undefined;
  const remedy = remedies[format];
  return (
    `has no ${format.toUpperCase()} arithmetic (it multiplies ${multiplied(gpu)})` +
    (remedy === undefined ? "" : `: ${remedy}`)
  );
}

/** Throws a `PartError` at `path` where `gpu` cannot multiply in `format`. */
export function requireFormat(gpu: Gpu, format: NumberFormat, path: string): void {
  const complaint = lacks(gpu, format);
  if (complaint === undefined) return;
  throw new PartError(`${gpu.name} ${complaint}`, { path, value: format });
}

/** A 16-bit format that language models are served in. */
export type ServedFormat = "fp16" | "bf16";

/**
 * The format in which an engine multiplies the 16-bit weights of `model`.
 *
 * As vLLM 0.26 (`_resolve_auto_dtype`): `auto` is the checkpoint's own, float32 narrowed to
 * bfloat16, and float16 for either on a GPU that lacks bfloat16. bfloat16 by name is refused there,
 * as vLLM's worker does, with a `PartError` at `dtype`.
 */
export function servedFormat(gpu: Gpu, model: Pick<Model, "dtype">, dtype: Dtype): ServedFormat {
  if (dtype === "float16") return "fp16";
  if (dtype === "bfloat16") {
    const complaint = lacks(gpu, "bf16");
    if (complaint === undefined) return "bf16";
    throw new PartError(`${gpu.name} ${complaint}`, {
      path: "dtype",
      value: dtype,
      choices: ["auto", "float16"],
    });
  }
  return model.dtype === "float16" || gpu.peak.bf16 === undefined ? "fp16" : "bf16";
}

/** `model` as `gpu` serves it: without arithmetic for its packed weights, it unpacks them. */
export function servedOn(gpu: Gpu, model: Model): Model {
  const { quantization } = model;
  if (quantization?.arithmetic !== "fp8" || gpu.peak.fp8 !== undefined) return model;
  return { ...model, quantization: { ...quantization, arithmetic: "16-bit" } };
}

/** What an engine multiplies in. */
export interface Served {
  gpu: Gpu;
  model: Pick<Model, "dtype" | "quantization">;
  dtype?: Dtype | undefined;
}

/** The format in which matrices are multiplied: those that are packed, or all others. */
export const multipliedIn = (
  { gpu, model, dtype = "auto" }: Served,
  isPacked: boolean,
): "fp8" | ServedFormat =>
  isPacked && model.quantization?.arithmetic === "fp8" && gpu.peak.fp8 !== undefined
    ? "fp8"
    : servedFormat(gpu, model, dtype);

/**
 * Generations whose GPUs no kernel unpacks weights on. Source: vLLM 0.26, `get_min_capability` of
 * its quantizers, and Marlin's (8 bits from Turing on, 4 from Ampere on).
 */
const unpackNothing: Record<WeightFormat["name"], readonly Architecture[]> = {
  fp8: ["Volta"],
  mxfp4: ["Volta", "Turing"],
};

/** Why `gpu` cannot serve weights as `model` keeps them; undefined where it can. */
export function lacksForWeights(gpu: Gpu, { quantization }: Model): string | undefined {
  if (quantization === undefined) return undefined;
  const { name } = quantization.format;
  return unpackNothing[name].includes(gpu.architecture)
    ? `is a ${gpu.architecture} GPU, which no engine serves weights in ${name.toUpperCase()} on`
    : undefined;
}

/** What a reader must know of the formats in which `model` runs on `gpu`. */
export const formatRemarks = (gpu: Gpu, model: Model, dtype: Dtype): string[] =>
  [narrowed(gpu, model, dtype), unpacked(gpu, model)].filter((remark) => remark !== undefined);

function narrowed(gpu: Gpu, model: Model, dtype: Dtype): string | undefined {
  const served = servedFormat(gpu, model, dtype);
  const torch = { fp16: "float16", bf16: "bfloat16" }[served];
  if (model.dtype === "bfloat16" && dtype === "auto" && served === "fp16") {
    return (
      `The ${gpu.name} has no BF16 arithmetic: ${model.name}, kept in bfloat16, is served in ` +
      "float16, as vLLM does."
    );
  }
  return model.dtype === "float32"
    ? `${model.name}, kept in float32, is served in ${torch}, as vLLM does.`
    : undefined;
}

function unpacked(gpu: Gpu, model: Model): string | undefined {
  const { quantization } = model;
  if (quantization === undefined || multipliedIn({ gpu, model }, true) === "fp8") return undefined;
  const format = quantization.format.name.toUpperCase();
  const why = quantization.arithmetic === "fp8" ? `The ${gpu.name} has no FP8 arithmetic: ` : "";
  return (
    `${why}${model.name} is read in ${format} and unpacked to multiply in 16 bits, as vLLM does` +
    `${unpackingMeasured(gpu, quantization.format)}.`
  );
}

/** How far the kernels that unpack `format` on `gpu` are known: `cost/matrix-roofs.ts`. */
function unpackingMeasured(gpu: Gpu, { name }: WeightFormat): string {
  if (name === "mxfp4")
    return gpu.architecture === "Hopper" ? "" : "; its kernels were measured on Hopper alone";
  return "; its kernels were not measured there, and are taken to reach what those of 16 bits do";
}
