/**
 * Which number formats a GPU multiplies, and what an engine computes in.
 */
import type { Gpu } from "./gpu.ts";
import type { Model } from "./model.ts";
import { type NumberFormat, numberFormats } from "./number-format.ts";
import { PartError } from "./part-error.ts";

/** What an engine may be told to compute in, under vLLM's names. */
export const dtypes = ["auto", "float16", "bfloat16"] as const;
export type Dtype = (typeof dtypes)[number];

/** Formats that `gpu` multiplies, in words. */
const multiplied = (gpu: Gpu): string =>
  numberFormats.filter((format) => gpu.peak[format] !== undefined).join(", ");

const KEPT_ALONE =
  "engines can keep weights in it and multiply in 16 bits, which is not priced here yet";

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

/** The arithmetic that quantized weights are meant for. */
const arithmeticOf = { fp8: "fp8", mxfp4: "fp4" } as const;

/** What `gpu` lacks of the format that weights of `model` are kept in; undefined if nothing. */
export function lacksForWeights(gpu: Gpu, { quantization }: Model): string | undefined {
  return quantization && lacks(gpu, arithmeticOf[quantization.format.name]);
}

/** What a reader must know of the format in which `model` runs on `gpu`; undefined if nothing. */
export function formatRemark(gpu: Gpu, model: Model, dtype: Dtype): string | undefined {
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
