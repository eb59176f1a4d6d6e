/**
 * Ampere: bf16, tf32 and 2:4 sparsity arrive; no FP8.
 *
 * The A10G is a card made for AWS: more cores than an A10, and tensor cores at half their rate.
 */
import type { Gpu } from "../../gpu.ts";
import { type Link, nvlink, pcie } from "../../link.ts";
import { MIB, twiceSparse } from "./peaks.ts";

const A100_SHEET =
  "NVIDIA A100 data sheet (2021) and A100 architecture white paper (2020): SMs, L2";

const a100 = {
  architecture: "Ampere",
  ...twiceSparse({ fp32: 19.5, tf32: 156, fp16: 312, bf16: 312, int8: 624, int4: 1248 }),
  sms: 108,
  l2: 40 * MIB,
} as const satisfies Partial<Gpu>;

const sxm = {
  ...a100,
  links: { peer: nvlink(3, 12, "switched"), host: pcie(4) },
  tdp: 400,
} as const satisfies Partial<Gpu>;

const card = {
  ...a100,
  // Three bridges join two cards.
  links: { peer: nvlink(3, 12, "bridged"), host: pcie(4) },
} as const satisfies Partial<Gpu>;

/** The bridge of GA102: four slower links, 112.5 GB/s both ways (A40 data sheet). */
const a40Bridge: Link = { name: "NVLink 3", bandwidth: 56.25e9, shape: "bridged" };

export const ampere: readonly Gpu[] = [
  {
    ...sxm,
    name: "A100-SXM-40GB",
    memory: 40_960 * MIB,
    bandwidth: 1.555e12,
    idle: 50,
    price: {
      perHour: 21.958 / 8,
      source: "AWS EC2 p4d.24xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: A100_SHEET,
      memory: "nvidia-smi: 40960MiB",
      idle: "nvidia-smi, nothing loaded: 50 W",
    },
  },
  {
    ...sxm,
    name: "A100-SXM-80GB",
    memory: 81_920 * MIB,
    bandwidth: 2.039e12,
    idle: 60,
    price: {
      perHour: 27.447 / 8,
      source: "AWS EC2 p4de.24xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: A100_SHEET,
      memory: "nvidia-smi: 81920MiB",
      idle: "nvidia-smi, nothing loaded: 52 to 64 W",
    },
    commonest: true,
  },
  {
    ...card,
    name: "A100-PCIe-40GB",
    memory: 40_960 * MIB,
    bandwidth: 1.555e12,
    tdp: 250,
    idle: 34,
    price: { perHour: 1.29, source: "Lambda, one A100 PCIe 40 GB, on demand, 2026" },
    sources: {
      sheet: "NVIDIA A100 PCIe 40 GB product brief (2020); the die is the A100-SXM's",
      memory: "nvidia-smi: 40960MiB",
      idle: "nvidia-smi, nothing loaded: 34 W",
    },
  },
  {
    ...card,
    name: "A100-PCIe-80GB",
    memory: 81_920 * MIB,
    bandwidth: 1.935e12,
    tdp: 300,
    idle: 45,
    price: { perHour: 3.673, source: "Azure NC24ads_A100_v4, Linux on demand, East US" },
    sources: {
      sheet: A100_SHEET,
      memory: "nvidia-smi: 81920MiB",
      idle: "nvidia-smi, nothing loaded: 45 W",
    },
    commonest: true,
  },
  {
    name: "A10G-24GB",
    architecture: "Ampere",
    memory: 23_028 * MIB,
    bandwidth: 600e9,
    ...twiceSparse({ fp32: 35, tf32: 35, fp16: 70, bf16: 70, int8: 140, int4: 280 }),
    links: { host: pcie(4) },
    sms: 80,
    l2: 6 * MIB,
    tdp: 300,
    idle: 9,
    price: { perHour: 1.006, source: "AWS EC2 g5.xlarge, Linux on demand, us-east-1" },
    sources: {
      sheet: "NVIDIA A10G data sheet (AWS); SMs as CUDA reports them; L2 is GA102's",
      memory: "nvidia-smi: 23028MiB, with ECC",
      idle: "nvidia-smi, nothing loaded, lowest clocks: 9 W",
    },
  },
  {
    name: "A40-48GB",
    architecture: "Ampere",
    memory: 46_068 * MIB,
    bandwidth: 696e9,
    ...twiceSparse({ fp32: 37.4, tf32: 74.8, fp16: 149.7, bf16: 149.7, int8: 299.3, int4: 598.7 }),
    links: { peer: a40Bridge, host: pcie(4) },
    sms: 84,
    l2: 6 * MIB,
    tdp: 300,
    idle: 21,
    price: { perHour: 0.49, source: "RunPod, secure cloud, on demand, September 2026" },
    sources: {
      sheet: "NVIDIA A40 data sheet (2020); GA102 white paper: SMs, L2",
      memory: "nvidia-smi: 46068MiB, with ECC",
      idle: "nvidia-smi, nothing loaded, lowest clocks: 14 to 29 W",
    },
  },
];
