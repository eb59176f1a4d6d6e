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
 * The calibration of `gpu`: its own measurements, or H100's shares of its own data sheet.
 *
 * Shares carry over well between H100 and H200 (the same die), and 15 to 20 % off, all one way,
 * to other architectures.
 */
export function calibrationOf(gpu: Gpu): Calibration {
  return (
    ownCalibration(gpu) ?? {
      ...h100Sxm80gb,
      gpu: gpu.name,
      efficiencies: "H100-SXM-80GB's, not measured",
    }
  );
}
