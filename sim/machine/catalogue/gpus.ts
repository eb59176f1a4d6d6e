/**
 * The known GPUs. Peaks are of dense arithmetic: half of what a data sheet prints "with sparsity".
 *
 * Prices are on-demand list prices of one cloud, so that they compare; they were noted from memory,
 * not read off the page, so a scenario that is about money sets its own `price_per_hour`.
 */
import type { Gpu } from "../gpu.ts";

const MIB = 2 ** 20;

/** Arithmetic of the die that H100 SXM and H200 share. */
const gh100: Gpu["peak"] = {
  fp32: 66.9e12,
  tf32: 494.7e12,
  fp16: 989.4e12,
  bf16: 989.4e12,
  fp8: 1978.9e12,
  int8: 1978.9e12,
};

export const gpus: readonly Gpu[] = [
  {
    name: "A100-SXM-80GB",
    memory: 81_920 * MIB,
    bandwidth: 2.039e12,
    peak: { fp32: 19.5e12, tf32: 156e12, fp16: 312e12, bf16: 312e12, int8: 624e12 },
    sms: 108,
    l2: 40 * MIB,
    tdp: 400,
    price: {
      perHour: 27.447 / 8,
      source: "AWS EC2 p4de.24xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: "NVIDIA A100 80GB data sheet (2021) and A100 architecture white paper (2020): SMs, L2",
      memory: "nvidia-smi: 81920MiB",
    },
  },
  {
    name: "H100-SXM-80GB",
    memory: 81_559 * MIB,
    bandwidth: 3.35e12,
    peak: gh100,
    sms: 132,
    l2: 50 * MIB,
    tdp: 700,
    price: {
      perHour: 55.04 / 8,
      source: "AWS EC2 p5.48xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: "NVIDIA H100 data sheet (2023) and H100 architecture white paper v1.04: SMs, L2",
      memory: "nvidia-smi: 81559MiB",
    },
  },
  {
    name: "H200-SXM-141GB",
    memory: 143_771 * MIB,
    bandwidth: 4.8e12,
    peak: gh100,
    sms: 132,
    l2: 50 * MIB,
    tdp: 700,
    price: {
      perHour: 63.296 / 8,
      source: "AWS EC2 p5en.48xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: "NVIDIA H200 data sheet (2023); the die is H100's: SMs, L2, arithmetic",
      memory: "nvidia-smi: 143771MiB",
    },
  },
];
