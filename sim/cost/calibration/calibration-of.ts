/**
 * Which calibration prices which GPU.
 */
import type { Architecture, Gpu } from "../../machine/gpu.ts";
import type { Calibration, ExpertConstants, Fit } from "./calibration.ts";
import { h100Sxm80gb } from "./h100-sxm-80gb.ts";
import { measuredExperts } from "./measured-experts.ts";

const measured: readonly Calibration[] = [h100Sxm80gb];

/** Measurements of `gpu` itself, where there are some. */
export const ownCalibration = (gpu: Gpu): Calibration | undefined =>
  measured.find((calibration) => calibration.gpu === gpu.name);

/**
 * The calibration of `gpu`: its own measurements, or H100's shares of its own data sheet's peaks,
 * which `borrowed.ts` holds against other GPUs. Experts' kernels were measured on some of these.
 */
export function calibrationOf(gpu: Gpu): Calibration {
  const own = ownCalibration(gpu);
  if (own !== undefined) return own;
  return {
    ...h100Sxm80gb,
    gpu: gpu.name,
    efficiencies: "H100-SXM-80GB's, not measured",
    tables: { ...h100Sxm80gb.tables, experts: expertsOn(gpu) },
  };
}

/** GPUs whose experts' kernels stand for those of their generation. */
const likest: Partial<Record<Architecture, string>> = {
  Ampere: "A100-SXM-80GB",
  Ada: "L40S-48GB",
};

function expertsOn({ name, architecture }: Gpu): Fit<ExpertConstants> {
  const like = likest[architecture];
  const others = like === undefined ? undefined : measuredExperts[like];
  return measuredExperts[name] ?? others ?? h100Sxm80gb.tables.experts;
}
