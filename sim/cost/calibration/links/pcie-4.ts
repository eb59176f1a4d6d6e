/**
 * What collectives reach over PCIe 4.0 x16. Written by `rooflight calibrate`: do not edit.
 */
import type { LinkCalibration } from "../link-calibration.ts";

export const pcie4: LinkCalibration = {
  link: "PCIe 4.0 x16",
  measured: "L40S-48GB",
  source: "kernels/aiconfigurator: vLLM's own kernels in CUDA graphs, and NCCL",
  tables: {
    "one-shot": {
      table: "aiconfigurator/l40s_vllm_allreduce.csv",
      form: "floor + x",
      constants: {
        floor: 0.000005333, // s
        bandwidthShare: 0.6095, // of the data sheet's bandwidth
        perPeer: 0, // s
        pipelining: 0, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 15,
      leftOut: [
        {
          rows: 123,
          reason: "other kernels, or not in a graph",
        },
      ],
      medianError: 0.019,
      p90Error: 0.084,
    },
    "all-reduce": {
      table: "aiconfigurator/l40s_nccl.csv",
      form: "floor + perPeer * (n - 2) + x * (n / 2)^contention + pipelining * its root",
      constants: {
        floor: 0.00000633, // s
        perPeer: 0.000001986, // s
        bandwidthShare: 0.6587, // of the data sheet's bandwidth
        pipelining: 0.001872, // square roots of s
        contention: 1.943, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.063,
      p90Error: 0.23,
    },
    "all-gather": {
      table: "aiconfigurator/l40s_nccl.csv",
      form: "floor + perPeer * (n - 2) + x * (n / 2)^contention + pipelining * its root",
      constants: {
        floor: 0.000005523, // s
        perPeer: 8.353e-7, // s
        bandwidthShare: 0.6423, // of the data sheet's bandwidth
        pipelining: 0.002067, // square roots of s
        contention: 2.023, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.06,
      p90Error: 0.23,
    },
    "reduce-scatter": {
      table: "aiconfigurator/l40s_nccl.csv",
      form: "floor + perPeer * (n - 2) + x * (n / 2)^contention + pipelining * its root",
      constants: {
        floor: 0.000005342, // s
        perPeer: 8.089e-7, // s
        bandwidthShare: 0.6581, // of the data sheet's bandwidth
        pipelining: 0.002747, // square roots of s
        contention: 1.948, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.084,
      p90Error: 0.25,
    },
    "all-to-all": {
      table: "aiconfigurator/l40s_nccl.csv",
      form: "floor + perPeer * (n - 2) + x * (n / 2)^contention + pipelining * its root",
      constants: {
        floor: 0.000007053, // s
        perPeer: 9.954e-8, // s
        bandwidthShare: 0.7732, // of the data sheet's bandwidth
        pipelining: 0.003699, // square roots of s
        contention: 2.16, // power of the number of ranks
      },
      rows: 126,
      leftOut: [],
      medianError: 0.099,
      p90Error: 0.28,
    },
  },
};
