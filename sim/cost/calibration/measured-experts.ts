/**
 * What experts' kernels reach on GPUs that have a table of them alone. Written by
 * `rooflight calibrate`: do not edit.
 */
import type { ExpertConstants, Fit } from "./calibration.ts";

export const measuredExperts: Readonly<Record<string, Fit<ExpertConstants>>> = {
  "H200-SXM-141GB": {
    table: "aiconfigurator/h200_sxm_moe.csv",
    form: "floors + p-norms: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
    constants: {
      bandwidthShare: 0.8477, // of the data sheet's bandwidth
      arithmeticShare: 0.7472, // of the data sheet's peak
      floor: 0.00001012, // s
      mapFloor: 0.000009975, // s
      p: 1.25,
    },
    rows: 857,
    leftOut: [
      {
        rows: 3240,
        reason: "FP8: slower than 16 bits there, which served models are not",
      },
      {
        rows: 2376,
        reason: "which experts a rank drew is not recorded",
      },
      {
        rows: 135,
        reason: "slices of experts narrower than a tile",
      },
      {
        rows: 196,
        reason: "experts that stay in L2",
      },
    ],
    medianError: 0.069,
    p90Error: 0.2,
  },
  "A100-SXM-80GB": {
    table: "aiconfigurator/a100_sxm_moe.csv",
    form: "floors + p-norms: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
    constants: {
      bandwidthShare: 0.7062, // of the data sheet's bandwidth
      arithmeticShare: 0.4628, // of the data sheet's peak
      floor: 0.00000874, // s
      mapFloor: 0.00001084, // s
      p: 1.25,
    },
    rows: 1105,
    leftOut: [
      {
        rows: 1200,
        reason: "which experts a rank drew is not recorded",
      },
      {
        rows: 120,
        reason: "slices of experts narrower than a tile",
      },
      {
        rows: 35,
        reason: "experts that stay in L2",
      },
    ],
    medianError: 0.18,
    p90Error: 0.35,
  },
  "L40S-48GB": {
    table: "aiconfigurator/l40s_moe.csv",
    form: "floors + p-norms: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
    constants: {
      bandwidthShare: 0.8261, // of the data sheet's bandwidth
      arithmeticShare: 0.9989, // of the data sheet's peak
      floor: 0.00000874, // s
      mapFloor: 0.00001084, // s
      p: 1.25,
    },
    rows: 830,
    leftOut: [
      {
        rows: 3564,
        reason: "FP8: slower than 16 bits there, which served models are not",
      },
      {
        rows: 2376,
        reason: "which experts a rank drew is not recorded",
      },
      {
        rows: 135,
        reason: "slices of experts narrower than a tile",
      },
      {
        rows: 223,
        reason: "experts that stay in L2",
      },
    ],
    medianError: 0.046,
    p90Error: 0.2,
  },
};
