/**
 * Quantized weights: in which format a checkpoint keeps which of its matrices, and their bytes.
 *
 * Scales belong to the bytes: one for a whole matrix, for each of its rows, for each block of it,
 * or for each group of neighbours in a row.
 */
import type { Bytes } from "../units.ts";

/** What a scale stands for. Widths of blocks and groups are in elements. */
export type Scales =
  | { per: "matrix"; bytes: Bytes }
  | { per: "row"; bytes: Bytes }
  | { per: "block"; rows: number; columns: number; bytes: Bytes }
  | { per: "group"; columns: number; bytes: Bytes };

/** How a matrix is packed, in one word: blocks of scales have kernels of their own. */
export type PackedFormat = "fp8" | "fp8-block" | "mxfp4";

/** How the elements of a matrix are kept. */
export interface WeightFormat {
  name: "fp8" | "mxfp4";
  bitsPerElement: number;
  scales: Scales;
  /** Bytes of a stored scale of activations, one a matrix; 0 where it is found at run time. */
  inputScale: Bytes;
}

/** What a checkpoint says of its packed weights. */
export interface QuantizationScheme {
  /** `quant_method` of the checkpoint. */
  method: string;
  format: WeightFormat;
  /**
   * Modules that stay in 16 bits, beside embeddings, norms and whatever is no matrix of a layer.
   * `*` stands for any characters; a pattern also covers what stands below the module it names.
   */
  keeps: readonly string[];
  /** Whether the head is quantized where `keeps` does not name it. */
  head: boolean;
}

/** The same, held against the layers of a model. */
export interface Quantization extends QuantizationScheme {
  /**
   * Of each module below a layer (`mlp.up_proj`), layer by layer: whether it is packed. Layers that
   * draft follow the decoder's.
   */
  packed: Readonly<Record<string, readonly boolean[]>>;
  /** What packed matrices are multiplied in; in 16 bits they are unpacked on the way. */
  arithmetic: "fp8" | "16-bit";
}

/** The word for a format. */
export const packedFormat = ({ name, scales }: WeightFormat): PackedFormat =>
  name === "fp8" && scales.per === "block" ? "fp8-block" : name;

/** Rows (outputs) and columns (inputs) of a matrix. */
export interface Shape {
  rows: number;
  columns: number;
}

/** Bytes of a matrix, its scales included. */
export function matrixBytes(format: WeightFormat, { rows, columns }: Shape): Bytes {
  const elements = (rows * columns * format.bitsPerElement) / 8;
  return elements + format.scales.bytes * scalesOf(format, { rows, columns }) + format.inputScale;
}

/** Scales of a matrix (a count), those of activations not among them. */
export function scalesOf({ scales }: WeightFormat, { rows, columns }: Shape): number {
  if (scales.per === "matrix") return 1;
  if (scales.per === "row") return rows;
  if (scales.per === "group") return rows * Math.ceil(columns / scales.columns);
  return Math.ceil(rows / scales.rows) * Math.ceil(columns / scales.columns);
}

/** Whether `module` (`model.layers.3.mlp.gate`) stays in 16 bits. */
export const isKept = ({ keeps }: QuantizationScheme, module: string): boolean =>
  keeps.some((pattern) => withParents(module).some((name) => matches(pattern, name)));

/** `a.b.c` → `a.b.c`, `a.b`, `a`. */
function withParents(module: string): string[] {
  const parts = module.split(".");
  return parts.map((_, dropped) => parts.slice(0, parts.length - dropped).join("."));
}

/** Whether a pattern with `*` is the whole of `name`, in one pass over it. */
function matches(pattern: string, name: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0]!;
  const last = pieces[pieces.length - 1]!;
  if (pieces.length === 1) return name === pattern;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= end;
}
