/**
 * Number formats: which of them a GPU multiplies, and what an engine computes in.
 */
import type { Gpu } from "./gpu.ts";
import { PartError } from "./part-error.ts";

/** Formats in which a GPU multiplies matrices; sums are kept in fp32 (int32 for int8 and int4). */
export const numberFormats = [
  "fp32",
  "tf32",
  "fp16",
  "bf16",
  "fp8",
  "fp4",
  "int8",
  "int4",
] as const;

export type NumberFormat = (typeof numberFormats)[number];

/** Number formats of a checkpoint's weights, under PyTorch's names. */
export type CheckpointDtype = "bfloat16" | "float16" | "float32";

/** What an engine may be told to compute in, under vLLM's names. */
export const dtypes = ["auto", "float16", "bfloat16"] as const;
export type Dtype = (typeof dtypes)[number];

/** Formats that `gpu` multiplies, in words. */
const multiplied = (gpu: Gpu): string =>
  numberFormats.filter((format) => gpu.peak[format] !== undefined).join(", ");

/** What to do where a format is missing. */
const remedies: Partial<Record<NumberFormat, string>> = {
  bf16: "set dtype to float16",
  fp8:
    "engines can keep weights alone in FP8 there and multiply in 16 bits, which is not modelled " +
    "yet; give the 16-bit model",
  fp4:
    "engines can keep weights alone in four bits there and multiply in 16, which is not modelled " +
    "yet; give the 16-bit model",
};

/** Why `gpu` cannot multiply in `format`, and what to do; undefined where it can. */
export function lacks(gpu: Gpu, format: NumberFormat): string | undefined {
  if (gpu.peak[format] !== undefined) return undefined;
  const remedy = remedies[format];
  return (
    `${gpu.name} has no ${format.toUpperCase()} arithmetic (it multiplies ${multiplied(gpu)})` +
    (remedy === undefined ? "" : `: ${remedy}`)
  );
}

/** Throws a `PartError` at `path` where `gpu` cannot multiply in `format`. */
export function requireFormat(gpu: Gpu, format: NumberFormat, path: string): void {
  const complaint = lacks(gpu, format);
  if (complaint !== undefined) throw new PartError(complaint, { path, value: format });
}

/**
 * The 16-bit format in which an engine serves a checkpoint kept in `checkpoint`.
 *
 * As vLLM 0.26 (`_resolve_auto_dtype`): `auto` is the checkpoint's own; float32 is narrowed to
 * bfloat16, and to float16 on a GPU that lacks it, as is a bfloat16 checkpoint there. A format
 * that is asked for by name and lacking is refused. Throws a `PartError` at `dtype`.
 */
export function servedFormat(gpu: Gpu, checkpoint: CheckpointDtype, dtype: Dtype): "fp16" | "bf16" {
  if (dtype === "float16") return "fp16";
  if (dtype === "bfloat16") {
    const complaint = lacks(gpu, "bf16");
    if (complaint !== undefined) throw new PartError(complaint, { path: "dtype", value: dtype });
    return "bf16";
  }
  return checkpoint === "float16" || gpu.peak.bf16 === undefined ? "fp16" : "bf16";
}
