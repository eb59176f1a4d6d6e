/**
 * Ada Lovelace: FP8 on cards without NVLink.
 *
 * GeForce cards halve matrix arithmetic that sums in fp32, which is how language models are
 * served; the rates here are those, not the larger ones with sums in fp16.
 */
import type { Gpu } from "../../gpu.ts";
import { pcie } from "../../link.ts";
import { MIB, twiceSparse } from "./peaks.ts";

export const ada: readonly Gpu[] = [
  {
    name: "L4-24GB",
    architecture: "Ada",
    memory: 23_034 * MIB,
    bandwidth: 300e9,
    ...twiceSparse({ fp32: 30.3, tf32: 60, fp16: 121, bf16: 121, fp8: 242.5, int8: 242.5 }),
    links: { host: pcie(4) },
    sms: 58,
    l2: 48 * MIB,
    tdp: 72,
    idle: 14,
    price: { perHour: 0.8048, source: "AWS EC2 g6.xlarge, Linux on demand, us-east-1" },
    sources: {
      sheet: "NVIDIA L4 data sheet (2023), halved: it prints sparse rates; AD104: SMs, L2",
      memory: "nvidia-smi: 23034MiB, with ECC",
      idle: "nvidia-smi, nothing loaded, lowest clocks: 10 to 18 W",
    },
  },
  {
    name: "L40S-48GB",
    architecture: "Ada",
    memory: 46_068 * MIB,
    bandwidth: 864e9,
    ...twiceSparse({
      fp32: 91.6,
      tf32: 183,
      fp16: 362.05,
      bf16: 362.05,
      fp8: 733,
      int8: 733,
      int4: 733,
    }),
    links: { host: pcie(4) },
    sms: 142,
    l2: 96 * MIB,
    tdp: 350,
    idle: 22,
    // Loading a context took 66 W more: "The Model Parking Tax", arXiv 2605.23918.
    idleLoaded: 88,
    price: { perHour: 1.861, source: "AWS EC2 g6e.xlarge, Linux on demand, us-east-1" },
    sources: {
      sheet: "NVIDIA L40S data sheet (2023); AD102 white paper: L2",
      memory: "nvidia-smi: 46068MiB, with ECC",
      idle: "nvidia-smi, nothing loaded, lowest clocks: 22 W",
    },
  },
  {
    name: "RTX-4090-24GB",
    architecture: "Ada",
    memory: 24_564 * MIB,
    bandwidth: 1.008e12,
    ...twiceSparse({
      fp32: 82.6,
      tf32: 82.6,
      fp16: 165.2,
      bf16: 165.2,
      fp8: 330.3,
      int8: 660.6,
      int4: 1321.2,
    }),
    links: { host: pcie(4) },
    sms: 128,
    l2: 72 * MIB,
    tdp: 450,
    idle: 16,
    price: { perHour: 0.69, source: "RunPod, secure cloud, on demand, September 2026" },
    sources: {
      sheet: "NVIDIA Ada GPU architecture white paper v1.1 (2022; as a data sheet): sums in fp32",
      memory: "nvidia-smi: 24564MiB",
      idle: "nvidia-smi, nothing loaded, no display: 15 to 16 W",
    },
  },
];
