/** Number formats, of a GPU's arithmetic and of a checkpoint's weights. */

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
