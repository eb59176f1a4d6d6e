/**
 * Which calibration prices which GPU.
 */
import type { Gpu } from "../../machine/gpu.ts";
import type { Calibration } from "./calibration.ts";
import { h100Sxm80gb } from "./h100-sxm-80gb.ts";

const measured: readonly Calibration[] = [h100Sxm80gb];

/** Measurements of `gpu` itself, where there are some. */
export const ownCalibration = (gpu: Gpu): Calibration | undefined =>
  measured.find((calibration) => calibration.gpu === gpu.name);

/**
 * The calibration of `gpu`: its own measurements, or H100's shares of its own data sheet's peaks,
 * which `borrowed.ts` holds against other GPUs.
 */
export function calibrationOf(gpu: Gpu): Calibration {
  const own = ownCalibration(gpu);
  return own ?? { ...h100Sxm80gb, gpu: gpu.name, efficiencies: "H100-SXM-80GB's, not measured" };
}
