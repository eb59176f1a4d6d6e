/**
 * What collectives reach over NVLink 4. Written by `rooflight calibrate`: do not edit.
 */
import type { LinkCalibration } from "../link-calibration.ts";

export const nvlink4: LinkCalibration = {
  link: "NVLink 4",
  measured: "H100-SXM-80GB",
  source: "kernels/aiconfigurator: vLLM's own kernels in CUDA graphs, and NCCL",
  tables: {
    "one-shot": {
      table: "aiconfigurator/h100_sxm_vllm_allreduce.csv",
      form: "floor + perPeer * (n - 2) + x",
      constants: {
        floor: 0.000004328, // s
        perPeer: 8.106e-8, // s
        bandwidthShare: 0.6005, // of the data sheet's bandwidth
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
      medianError: 0.02,
      p90Error: 0.045,
    },
    "two-shot": {
      table: "aiconfigurator/h100_sxm_vllm_allreduce.csv",
      form: "floor + perPeer * (n - 2) + x",
      constants: {
        floor: 0.000008617, // s
        perPeer: 8.815e-8, // s
        bandwidthShare: 0.7256, // of the data sheet's bandwidth
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
      medianError: 0.022,
      p90Error: 0.068,
    },
    "all-reduce": {
      table: "aiconfigurator/h100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.000006116, // s
        perPeer: 0.00000157, // s
        bandwidthShare: 0.8512, // of the data sheet's bandwidth
        pipelining: 0.003925, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.038,
      p90Error: 0.15,
    },
    "all-gather": {
      table: "aiconfigurator/h100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.00000524, // s
        perPeer: 8.227e-7, // s
        bandwidthShare: 0.7586, // of the data sheet's bandwidth
        pipelining: 0.003966, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.06,
      p90Error: 0.14,
    },
    "reduce-scatter": {
      table: "aiconfigurator/h100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.00000541, // s
        perPeer: 7.223e-7, // s
        bandwidthShare: 0.6906, // of the data sheet's bandwidth
        pipelining: 0.002877, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.06,
      p90Error: 0.19,
    },
    "all-to-all": {
      table: "aiconfigurator/h100_sxm_nccl.csv",
      form: "floor + perPeer * (n - 2) + x + pipelining * its root",
      constants: {
        floor: 0.000007666, // s
        perPeer: 1.152e-7, // s
        bandwidthShare: 0.7804, // of the data sheet's bandwidth
        pipelining: 0.003804, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.093,
      p90Error: 0.24,
    },
    send: {
      table: "h100-torch/comm-2.csv",
      form: "floor + x + pipelining * its root",
      constants: {
        floor: 0.00000997, // s
        bandwidthShare: 0.8855, // of the data sheet's bandwidth
        pipelining: 0.001447, // square roots of s
        perPeer: 0, // s
        contention: 0, // power of the number of ranks
      },
      rows: 17,
      leftOut: [],
      medianError: 0.031,
      p90Error: 0.084,
    },
  },
};
