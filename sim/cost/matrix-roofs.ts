/**
 * The roofs of matrix multiplications: in 16 bits, and as a model's weights are packed.
 *
 * Kernels that unpack weights to 16 bits are taken to reach what those of 16 bits do, of the bytes
 * that they read. vLLM's (Marlin) on an H200, which needs none, takes an eighth longer for up to 16
 * rows, and twice as long for many, since it is made for Ampere; it was not measured on an A100.
 */
import { invariant } from "../kernel/invariant.ts";
import { multipliedIn } from "../machine/formats.ts";
import type { Model } from "../machine/model.ts";
import type { FlopRate } from "../units.ts";
import type { GemmFormat, RooflineConstants } from "./calibration/calibration.ts";
import { cutlassFp8 } from "./calibration/cutlass-fp8.ts";
import { mxfp4Experts } from "./calibration/mxfp4-experts.ts";
import type { Roof, Roofed } from "./roofline.ts";

/** The data sheet's peak of the arithmetic for matrices that are packed, or for all others. */
export function peakOf({ gpu, model, dtype }: Roofed, isPacked: boolean): FlopRate {
  const format = multipliedIn({ gpu, model, dtype }, isPacked);
  const peak = gpu.peak[format] ?? 0;
  invariant(peak > 0, () => `${gpu.name} does not multiply in ${format}`);
  return peak;
}

/** Of kernels that reach these shares of the peaks. */
export const multiplyingRoof = (
  { floor, bandwidthShare, arithmeticShare, p }: RooflineConstants,
  roofed: Roofed,
  isPacked: boolean,
): Roof => ({
  floor,
  bandwidth: bandwidthShare * roofed.gpu.bandwidth,
  arithmetic: arithmeticShare * peakOf(roofed, isPacked),
  p,
  ramp: 0,
});

/** Of matrices that all tokens pass. */
export function matrixRoof(roofed: Roofed): Roof {
  const { gemm } = roofed.calibration.tables;
  const plain = multiplyingRoof(gemm.bf16.constants, roofed, false);
  if (roofed.model.quantization === undefined) return plain;
  const table = packedTable(roofed);
  const packed = multiplyingRoof(gemm[table].constants, roofed, true);
  if (table !== "fp8" || roofed.gpu.architecture !== cutlassFp8.architecture)
    return { ...plain, packed };
  const { rows, bandwidthPerSm } = cutlassFp8;
  const bandwidth = Math.min(packed.bandwidth, bandwidthPerSm * roofed.gpu.sms);
  return { ...plain, packed: { ...packed, beyond: { rows, roof: { ...packed, bandwidth } } } };
}

/** Of experts: their grouped multiplications. In 8 bits they reach the shares of 16. */
export function expertsRoof(roofed: Roofed): Roof {
  const { constants } = roofed.calibration.tables.experts;
  const plain = multiplyingRoof(constants, roofed, false);
  const { quantization } = roofed.model;
  if (quantization === undefined) return plain;
  if (quantization.format.name !== "mxfp4")
    return { ...plain, packed: multiplyingRoof(constants, roofed, true) };
  const { floors, ...shares } = mxfp4Experts;
  const unpacked = { ...shares, floor: floors * constants.floor };
  return { ...plain, packed: multiplyingRoof(unpacked, roofed, true) };
}

/** The table whose shares multiplications by packed matrices are taken to reach. */
function packedTable(roofed: Roofed): GemmFormat {
  const { quantization } = roofed.model;
  if (quantization === undefined || multipliedIn(roofed, true) !== "fp8") return "bf16";
  return quantization.format.scales.per === "block" ? "fp8-block" : "fp8";
}

/** Whether inputs get a scale a row when they come, rather than one that is known or of a few. */
export const scalesRows = ({ quantization }: Model): boolean =>
  quantization !== undefined &&
  quantization.format.inputScale === 0 &&
  quantization.format.scales.per !== "block";
