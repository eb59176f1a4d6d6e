/**
 * Volta and Turing: the first tensor cores, fp16 alone (and integers on Turing), no bf16.
 */
import type { Gpu } from "../../gpu.ts";
import { nvlink, pcie } from "../../link.ts";
import { denseOnly, MIB } from "./peaks.ts";

const V100_SHEET = "NVIDIA V100 data sheet (2020), V100 architecture white paper v1.1: SMs, L2";

/** Arithmetic and memory of the module; the card runs at lower clocks. */
const v100 = {
  architecture: "Volta",
  bandwidth: 900e9,
  sms: 80,
  l2: 6 * MIB,
} as const satisfies Partial<Gpu>;

const sxm = {
  ...v100,
  ...denseOnly({ fp32: 15.7, fp16: 125 }),
  // Six links; servers of eight join them as a mesh of cubes (DGX-1, EC2 p3).
  links: { peer: nvlink(2, 6, "mesh"), host: pcie(3) },
  tdp: 300,
  idle: 40,
} as const satisfies Partial<Gpu>;

const card = {
  ...v100,
  ...denseOnly({ fp32: 14, fp16: 112 }),
  links: { host: pcie(3) },
  tdp: 250,
  idle: 34,
} as const satisfies Partial<Gpu>;

const IDLE_SXM = "nvidia-smi, nothing loaded: 23 to 53 W, mostly about 40";
const IDLE_CARD = "nvidia-smi, nothing loaded: 34 W";
/** US dollars an hour. */
const CARD_PRICE = 3.06;

export const volta: readonly Gpu[] = [
  {
    ...sxm,
    name: "V100-SXM-16GB",
    memory: 16_160 * MIB,
    price: {
      perHour: 24.48 / 8,
      source: "AWS EC2 p3.16xlarge (8 GPUs), Linux on demand, us-east-1",
    },
    sources: { sheet: V100_SHEET, memory: "nvidia-smi: 16160MiB", idle: IDLE_SXM },
    commonest: true,
  },
  {
    ...sxm,
    name: "V100-SXM-32GB",
    memory: 32_510 * MIB,
    price: {
      perHour: 31.212 / 8,
      source: "AWS EC2 p3dn.24xlarge (8 GPUs), Linux on demand, us-east-1",
    },
    sources: { sheet: V100_SHEET, memory: "nvidia-smi: 32510MiB", idle: IDLE_SXM },
  },
  {
    ...card,
    name: "V100-PCIe-16GB",
    memory: 16_160 * MIB,
    price: { perHour: CARD_PRICE, source: "Azure NC6s_v3, Linux on demand, East US" },
    sources: { sheet: V100_SHEET, memory: "nvidia-smi: 16160MiB", idle: IDLE_CARD },
  },
  {
    ...card,
    name: "V100-PCIe-32GB",
    memory: 32_510 * MIB,
    price: {
      perHour: CARD_PRICE,
      source: "not found on demand; the V100-PCIe-16GB's stands in (Azure NC6s_v3)",
      standsIn: true,
    },
    sources: { sheet: V100_SHEET, memory: "nvidia-smi: 32510MiB", idle: IDLE_CARD },
  },
  {
    name: "T4-16GB",
    architecture: "Turing",
    memory: 15_360 * MIB,
    bandwidth: 320e9,
    ...denseOnly({ fp32: 8.1, fp16: 65, int8: 130, int4: 260 }),
    links: { host: pcie(3) },
    sms: 40,
    l2: 4 * MIB,
    tdp: 70,
    idle: 10,
    price: { perHour: 0.526, source: "AWS EC2 g4dn.xlarge, Linux on demand, us-east-1" },
    sources: {
      sheet: "NVIDIA T4 data sheet (2019), Turing architecture white paper: SMs, L2",
      memory: "nvidia-smi: 15360MiB",
      idle: "nvidia-smi, nothing loaded: 9 to 11 W",
    },
  },
];
