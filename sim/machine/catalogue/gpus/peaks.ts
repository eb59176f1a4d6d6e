/**
 * Peaks as data sheets print them: in TFLOP/s (TOP/s for integers), dense, and twice that with 2:4
 * sparse weights on the matrix units that skip zeros (from Ampere and CDNA 3 on).
 */

import type { Peaks } from "../../gpu.ts";
import type { NumberFormat } from "../../number-format.ts";

const TERA = 1e12;

/** Peaks in FLOP/s of those in TFLOP/s. */
const inFlops = (teras: Peaks, scale: number): Peaks =>
  Object.fromEntries(Object.entries(teras).map(([format, rate]) => [format, rate * scale]));

/** Matrix units that know no sparsity. */
export const denseOnly = (teras: Peaks): { peak: Peaks; sparse: Peaks } => ({
  peak: inFlops(teras, TERA),
  sparse: {},
});

/** Matrix units twice as fast where two of four weights are zero; fp32 runs on ordinary cores. */
export function twiceSparse(teras: Peaks): { peak: Peaks; sparse: Peaks } {
  const { fp32: _, ...matrix } = teras satisfies Partial<Record<NumberFormat, number>>;
  return { peak: inFlops(teras, TERA), sparse: inFlops(matrix, 2 * TERA) };
}

/** What drivers count memory in, and data sheets caches. */
export const MIB = 2 ** 20;
