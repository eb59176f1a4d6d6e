/**
 * Hopper: one die, GH100, in many machines: with five or six stacks of memory, as a module, a card
 * or beside a Grace CPU, and cut down for export (H800 in its links, H20 in its arithmetic).
 */
import type { Gpu, ListPrice } from "../../gpu.ts";
import { type Link, nvlink, pcie } from "../../link.ts";
import { MIB, twiceSparse } from "./peaks.ts";

/** Arithmetic of the die as a module: H100 SXM, H200 SXM, H800 and GH200 share it. */
const gh100 = {
  architecture: "Hopper",
  ...twiceSparse({ fp32: 66.9, tf32: 494.7, fp16: 989.4, bf16: 989.4, fp8: 1978.9, int8: 1978.9 }),
  sms: 132,
} as const satisfies Partial<Gpu>;

/** The same die as a card of 350 to 600 W: H100 NVL and H200 NVL. */
const nvl = {
  architecture: "Hopper",
  ...twiceSparse({ fp32: 60, tf32: 417.5, fp16: 835.5, bf16: 835.5, fp8: 1670.5, int8: 1670.5 }),
  sms: 132,
  // CUDA reports 10 MiB a stack of memory: 50 with five, 60 with six (measured: H100, H200).
  l2: 60 * MIB,
} as const satisfies Partial<Gpu>;

const module = {
  links: { peer: nvlink(4, 18, "switched"), host: pcie(5) },
  tdp: 700,
} as const satisfies Partial<Gpu>;

/** Three bridges join two cards. */
const bridgedCard = { peer: nvlink(4, 12, "bridged"), host: pcie(5) } as const;

/** Both directions 900 GB/s, coherent: GH200 data sheet. */
const chipToChip: Link = { name: "NVLink-C2C", bandwidth: 450e9, shape: "host" };

const grace = {
  ...gh100,
  l2: 60 * MIB,
  // The driver's limit of the whole module, the CPU's share included; it is set from 450 to 1000.
  tdp: 900,
  idle: 92,
} as const satisfies Partial<Gpu>;

const GRACE_IDLE = "nvidia-smi, nothing loaded, the whole module: 85 to 106 W";
const GRACE_SHEET = "NVIDIA GH200 data sheet (2024); the die is H100's; L2 by its six stacks";

// US dollars an hour.
const H100_PRICE = 55.04 / 8;
const H200_PRICE = 63.296 / 8;
const GRACE_PRICE = 1.49;

const H100_STANDS_IN: ListPrice = {
  perHour: H100_PRICE,
  source: "not found on demand; the H100-SXM-80GB's stands in (AWS EC2 p5.48xlarge)",
  standsIn: true,
};

export const hopper: readonly Gpu[] = [
  {
    ...gh100,
    ...module,
    name: "H100-SXM-80GB",
    memory: 81_559 * MIB,
    bandwidth: 3.35e12,
    l2: 50 * MIB,
    idle: 73,
    idleLoaded: 124,
    price: {
      perHour: H100_PRICE,
      source: "AWS EC2 p5.48xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: "NVIDIA H100 data sheet (2023) and H100 architecture white paper v1.04: SMs, L2",
      memory: "nvidia-smi: 81559MiB",
      idle: "measured for this project: 73 W, with an idle CUDA context 124 W",
    },
  },
  {
    architecture: "Hopper",
    name: "H100-PCIe-80GB",
    memory: 81_559 * MIB,
    bandwidth: 2.039e12,
    ...twiceSparse({ fp32: 51.2, tf32: 378, fp16: 756, bf16: 756, fp8: 1513, int8: 1513 }),
    links: bridgedCard,
    sms: 114,
    l2: 50 * MIB,
    tdp: 350,
    idle: 46,
    price: { perHour: 2.89, source: "RunPod, secure cloud, on demand, September 2026" },
    sources: {
      sheet: "NVIDIA H100 PCIe data sheet (2022) and product brief PB-11133 (memory clock)",
      memory: "nvidia-smi: 81559MiB",
      idle: "nvidia-smi, nothing loaded: 44 to 54 W",
    },
  },
  {
    ...nvl,
    name: "H100-NVL-94GB",
    memory: 95_830 * MIB,
    bandwidth: 3.938e12,
    links: bridgedCard,
    tdp: 400,
    idle: 66,
    price: { perHour: 3.19, source: "RunPod, secure cloud, on demand, September 2026" },
    sources: {
      sheet: "NVIDIA H100 NVL data sheet (2024; one of the two cards), halved: it prints sparse",
      memory: "nvidia-smi: 95830MiB",
      idle: "nvidia-smi, nothing loaded: 64 to 68 W",
    },
  },
  {
    ...gh100,
    ...module,
    name: "H200-SXM-141GB",
    memory: 143_771 * MIB,
    bandwidth: 4.8e12,
    l2: 60 * MIB,
    idle: 78,
    idleLoaded: 124,
    price: {
      perHour: H200_PRICE,
      source: "AWS EC2 p5en.48xlarge (8 GPUs), Linux on demand, us-east-1, from June 2025",
    },
    sources: {
      sheet: "NVIDIA H200 data sheet (2023); the die is H100's; L2 as CUDA reports it",
      memory: "nvidia-smi: 143771MiB",
      idle: "measured for this project: 78 W, with an idle CUDA context 124 W",
    },
  },
  {
    ...nvl,
    name: "H200-NVL-141GB",
    memory: 143_771 * MIB,
    bandwidth: 4.8e12,
    // A bridge joins two cards or four.
    links: { peer: nvlink(4, 18, "bridged"), host: pcie(5) },
    tdp: 600,
    idle: 71,
    price: {
      perHour: H200_PRICE,
      source: "not found on demand; the H200-SXM-141GB's stands in (AWS EC2 p5en.48xlarge)",
      standsIn: true,
    },
    sources: {
      sheet: "NVIDIA H200 NVL data sheet (2024), halved: it prints sparse rates",
      memory: "nvidia-smi: 143771MiB",
      idle: "nvidia-smi, nothing loaded: 69 to 73 W",
    },
  },
  {
    ...gh100,
    ...module,
    name: "H800-SXM-80GB",
    memory: 81_559 * MIB,
    bandwidth: 3.35e12,
    links: { peer: nvlink(4, 8, "switched"), host: pcie(5) },
    l2: 50 * MIB,
    idle: 73,
    price: H100_STANDS_IN,
    sources: {
      sheet: "H100's data sheet; eight NVLinks of eighteen (400 GB/s both ways: DeepSeek-V3 paper)",
      memory: "nvidia-smi: 81559MiB",
      idle: "not found with nothing loaded; H100's, whose die it is (115 to 121 W with a context)",
    },
  },
  {
    ...module,
    architecture: "Hopper",
    name: "H20-SXM-96GB",
    memory: 97_871 * MIB,
    bandwidth: 4.0e12,
    ...twiceSparse({ fp32: 44, tf32: 74, fp16: 148, bf16: 148, fp8: 296, int8: 296 }),
    sms: 78,
    l2: 60 * MIB,
    // The driver's limit; the sheet says 400.
    tdp: 500,
    idle: 74,
    price: H100_STANDS_IN,
    sources: {
      sheet: "HGX H20 data sheet as the press printed it (2023), no NVIDIA page; SMs as CUDA says",
      memory: "nvidia-smi: 97871MiB",
      idle: "nvidia-smi, nothing loaded: 74 W",
    },
  },
  {
    ...grace,
    name: "GH200-96GB",
    memory: 97_871 * MIB,
    bandwidth: 4.0e12,
    links: { peer: nvlink(4, 18, "switched"), host: chipToChip },
    price: { perHour: GRACE_PRICE, source: "Lambda, one GH200 96 GB, on demand, 2025" },
    sources: { sheet: GRACE_SHEET, memory: "nvidia-smi: 97871MiB", idle: GRACE_IDLE },
    commonest: true,
    // The driver names it by the CPU's memory.
    aliases: ["GH200-480GB", "GH200-120GB"],
  },
  {
    ...grace,
    name: "GH200-144GB",
    memory: 146_831 * MIB,
    bandwidth: 4.9e12,
    links: { peer: nvlink(4, 18, "bridged"), host: chipToChip },
    price: {
      perHour: GRACE_PRICE,
      source: "not found on demand; the GH200-96GB's stands in (Lambda, 2025)",
      standsIn: true,
    },
    sources: { sheet: GRACE_SHEET, memory: "nvidia-smi: 146831MiB", idle: GRACE_IDLE },
  },
];
