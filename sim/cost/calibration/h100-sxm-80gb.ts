/**
 * What H100-SXM-80GB was measured to reach. Written by `rooflight calibrate`: do not edit.
 */
import type { Calibration } from "./calibration.ts";

export const h100Sxm80gb: Calibration = {
  gpu: "H100-SXM-80GB",
  efficiencies: "its own, measured",
  source: "kernels/h100-torch: PyTorch 2.11, CUDA 13.0, graphs, inputs past L2, medians",
  measured: "2026-11-22",
  tables: {
    gemm: {
      bf16: {
        table: "gemm.csv",
        form: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
        constants: {
          floor: 0.00000482, // s
          bandwidthShare: 0.8499, // of the data sheet's bandwidth
          arithmeticShare: 0.7075, // of the data sheet's peak
          p: 4,
        },
        rows: 432,
        leftOut: [],
        medianError: 0.049,
        p90Error: 0.12,
      },
      fp8: {
        table: "gemm.csv",
        form: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
        constants: {
          floor: 0.000004647, // s
          bandwidthShare: 0.8525, // of the data sheet's bandwidth
          arithmeticShare: 0.6473, // of the data sheet's peak
          p: 4,
        },
        rows: 432,
        leftOut: [],
        medianError: 0.033,
        p90Error: 0.12,
      },
      "fp8-block": {
        table: "infersim/gemm_h800_data.csv",
        form: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
        constants: {
          floor: 0.000007467, // s
          bandwidthShare: 0.8251, // of the data sheet's bandwidth
          arithmeticShare: 0.691, // of the data sheet's peak
          p: 4,
        },
        rows: 77,
        leftOut: [
          {
            rows: 33,
            reason: "too few blocks of rows for all SMs",
          },
        ],
        medianError: 0.065,
        p90Error: 0.17,
      },
      "bf16-2:4": {
        table: "gemm.csv",
        form: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
        constants: {
          floor: 0.00003739, // s
          bandwidthShare: 0.443, // of the data sheet's bandwidth
          arithmeticShare: 0.4899, // of the data sheet's peak
          p: 4,
        },
        rows: 60,
        leftOut: [],
        medianError: 0.13,
        p90Error: 0.34,
      },
    },
    prefillAttention: {
      table: "attention-prefill.csv",
      form: "floor + 2-norm: flops with ramp more queries / (arithmeticShare * peak), KV bytes",
      constants: {
        floor: 0.000007399, // s
        arithmeticShare: 0.5933, // of the data sheet's peak
        ramp: 256.2, // queries
      },
      rows: 36,
      leftOut: [
        {
          rows: 36,
          reason: "FlashAttention 2: Hopper serves with 3",
        },
      ],
      medianError: 0.059,
      p90Error: 0.16,
    },
    decodeAttention: {
      table: "attention-decode.csv",
      form: "floor + bytes / (bandwidthShare * bandwidth)",
      constants: {
        floor: 0.000009279, // s
        bandwidthShare: 0.7939, // of the data sheet's bandwidth
      },
      rows: 50,
      leftOut: [
        {
          rows: 59,
          reason: "cuDNN: engines decode with FlashAttention",
        },
        {
          rows: 9,
          reason: "few long sequences: too few blocks for all SMs",
        },
      ],
      medianError: 0.05,
      p90Error: 0.13,
    },
    latentAttention: {
      table: "infersim/mla_decode_h800 and _h20",
      form: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
      constants: {
        floor: 0.0000217, // s
        arithmeticShare: 0.7114, // of the data sheet's peak
        bandwidthShare: 0.7939, // of the data sheet's bandwidth
        p: 4,
      },
      rows: 82,
      leftOut: [],
      medianError: 0.062,
      p90Error: 0.17,
    },
    norm: {
      table: "elementwise.csv",
      form: "floor + floorPerElement * width + bytes / (bandwidthShare * bandwidth)",
      constants: {
        floor: 0.000001755, // s
        floorPerElement: 3.065e-10, // s
        bandwidthShare: 0.9171, // of the data sheet's bandwidth
      },
      rows: 12,
      leftOut: [],
      medianError: 0.084,
      p90Error: 0.21,
    },
    activation: {
      table: "elementwise.csv",
      form: "floor + bytes / (bandwidthShare * bandwidth)",
      constants: {
        floor: 0.000001622, // s
        bandwidthShare: 0.5042, // of the data sheet's bandwidth
      },
      rows: 12,
      leftOut: [],
      medianError: 0.0075,
      p90Error: 0.012,
    },
    sampler: {
      greedy: {
        table: "sampler.csv",
        form: "floor + passes * logit bytes / bandwidth",
        constants: {
          floor: 0.00002867, // s
          passes: 1.125, // times
        },
        rows: 24,
        leftOut: [],
        medianError: 0.073,
        p90Error: 0.27,
      },
      plain: {
        table: "sampler.csv",
        form: "floor + passes * logit bytes / bandwidth",
        constants: {
          floor: 0.00006686, // s
          passes: 9.238, // times
        },
        rows: 24,
        leftOut: [],
        medianError: 0.08,
        p90Error: 0.27,
      },
      "top-k": {
        table: "sampler.csv",
        form: "floor + passes * logit bytes / bandwidth",
        constants: {
          floor: 0.000274, // s
          passes: 23.17, // times
        },
        rows: 24,
        leftOut: [],
        medianError: 0.095,
        p90Error: 0.16,
      },
      "top-p": {
        table: "sampler.csv",
        form: "floor + passes * logit bytes / bandwidth",
        constants: {
          floor: 0.000321, // s
          passes: 117, // times
        },
        rows: 24,
        leftOut: [],
        medianError: 0.061,
        p90Error: 0.22,
      },
    },
    launch: {
      table: "ceilings.csv",
      form: "floor + bytes / (bandwidthShare * bandwidth)",
      constants: {
        floor: 0.000001305, // s
        bandwidthShare: 0.7258, // of the data sheet's bandwidth
      },
      rows: 2,
      leftOut: [],
      medianError: 0,
      p90Error: 0,
    },
    experts: {
      table: "aiconfigurator/h100_sxm_moe.csv",
      form: "floors + p-norms: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
      constants: {
        bandwidthShare: 0.8603, // of the data sheet's bandwidth
        arithmeticShare: 0.7553, // of the data sheet's peak
        floor: 0.00000874, // s
        mapFloor: 0.00001084, // s
        p: 1.25,
      },
      rows: 917,
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
          rows: 136,
          reason: "experts that stay in L2",
        },
      ],
      medianError: 0.059,
      p90Error: 0.18,
    },
  },
};
