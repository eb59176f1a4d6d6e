/**
 * What collectives reach over NVLink 3. Written by `rooflight calibrate`: do not edit.
 */
import type { LinkCalibration } from "../link-calibration.ts";

export const nvlink3: LinkCalibration = {
  link: "NVLink 3",
  measured: "A100-SXM-80GB",
  source: "kernels/aiconfigurator: vLLM's own kernels in CUDA graphs, and NCCL",
  tables: {
    "one-shot": {
      table: "aiconfigurator/a100_sxm_vllm_allreduce.csv",
      form: "floor + perPeer * (n - 2) + x",
      constants: {
        floor: 0.000004993, // s
        perPeer: 2.394e-7, // s
        bandwidthShare: 0.6506, // of the data sheet's bandwidth
        pipelining: 0, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 36,
      leftOut: [
        {
          rows: 102,
          reason: "other kernels, or not in a graph",
        },
      ],
      medianError: 0.04,
      p90Error: 0.13,
    },
    "two-shot": {
      table: "aiconfigurator/a100_sxm_vllm_allreduce.csv",
      form: "floor + perPeer * (n - 2) + x",
      constants: {
        floor: 0.00001035, // s
        perPeer: 6.745e-7, // s
        bandwidthShare: 0.7725, // of the data sheet's bandwidth
        pipelining: 0, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 9,
      leftOut: [
        {
          rows: 129,
          reason: "other kernels, or not in a graph",
        },
      ],
      medianError: 0.03,
      p90Error: 0.067,
    },
    "all-reduce": {
      table: "aiconfigurator/a100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.00001004, // s
        perPeer: 0.000001774, // s
        bandwidthShare: 0.7749, // of the data sheet's bandwidth
        pipelining: 0.005923, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.045,
      p90Error: 0.15,
    },
    "all-gather": {
      table: "aiconfigurator/a100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.000009233, // s
        perPeer: 8.319e-7, // s
        bandwidthShare: 0.7159, // of the data sheet's bandwidth
        pipelining: 0.006346, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.073,
      p90Error: 0.18,
    },
    "reduce-scatter": {
      table: "aiconfigurator/a100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.000009084, // s
        perPeer: 7.594e-7, // s
        bandwidthShare: 0.7413, // of the data sheet's bandwidth
        pipelining: 0.00603, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.058,
      p90Error: 0.17,
    },
    "all-to-all": {
      table: "aiconfigurator/a100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.00001116, // s
        perPeer: 2.66e-7, // s
        bandwidthShare: 0.7161, // of the data sheet's bandwidth
        pipelining: 0.00499, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.058,
      p90Error: 0.12,
    },
  },
};
