/**
 * Blackwell: matrix arithmetic in four bits (NVFP4, MXFP4), as a data-centre module and as a card.
 */
import type { Gpu } from "../../gpu.ts";
import { nvlink, pcie } from "../../link.ts";
import { MIB, twiceSparse } from "./peaks.ts";

/** What the editions of the card have in common. */
const gb202 = {
  architecture: "Blackwell",
  memory: 97_887 * MIB,
  links: { host: pcie(5) },
  sms: 188,
  l2: 128 * MIB,
  tdp: 600,
  idle: 28,
} as const satisfies Partial<Gpu>;

const IDLE_GB202 = "nvidia-smi, nothing loaded, lowest clocks: 28 W (the 600 W editions)";

export const blackwell: readonly Gpu[] = [
  {
    name: "B200-SXM-180GB",
    architecture: "Blackwell",
    memory: 183_359 * MIB,
    bandwidth: 7.7e12,
    ...twiceSparse({
      fp32: 75,
      tf32: 1125,
      fp16: 2250,
      bf16: 2250,
      fp8: 4500,
      fp4: 9000,
      int8: 4500,
    }),
    links: { peer: nvlink(5, 18, "switched"), host: pcie(5) },
    sms: 148,
    l2: 126 * MIB,
    tdp: 1000,
    idle: 140,
    price: {
      perHour: 113.9328 / 8,
      source: "AWS EC2 p6-b200.48xlarge (8 GPUs), Linux on demand, us-east-1",
    },
    sources: {
      sheet: "NVIDIA HGX B200 data sheet (2025; an eighth of it), halved; SMs, L2 as CUDA reports",
      memory: "nvidia-smi: 183359MiB",
      idle: "nvidia-smi, nothing loaded: 136 to 145 W",
    },
    // Its stacks hold 192 GB, of which 180 are sold.
    aliases: ["B200-SXM-192GB"],
  },
  {
    ...gb202,
    name: "RTX-PRO-6000-Blackwell-96GB",
    bandwidth: 1.792e12,
    ...twiceSparse({
      fp32: 125,
      tf32: 251.9,
      fp16: 503.8,
      bf16: 503.8,
      fp8: 1007.6,
      fp4: 2015.2,
      int8: 1007.6,
    }),
    price: { perHour: 2.09, source: "RunPod, on demand, 2026" },
    sources: {
      sheet:
        "NVIDIA RTX PRO 6000 Blackwell Workstation Edition data sheet and RTX Blackwell PRO " +
        "white paper (2025)",
      memory: "nvidia-smi: 97887MiB",
      idle: IDLE_GB202,
    },
    commonest: true,
  },
  {
    ...gb202,
    name: "RTX-PRO-6000-Server-96GB",
    bandwidth: 1.597e12,
    ...twiceSparse({
      fp32: 120,
      tf32: 240,
      fp16: 480,
      bf16: 480,
      fp8: 960,
      fp4: 1920,
      int8: 960,
    }),
    price: { perHour: 3.363, source: "AWS EC2 g7e.2xlarge, Linux on demand, us-east-1" },
    sources: {
      sheet:
        "NVIDIA RTX PRO 6000 Blackwell Server Edition data sheet (2025): fp32, bandwidth, power; " +
        "matrix rates derived, the Workstation Edition's at the clock that fp32 tells",
      memory: "nvidia-smi: 97887MiB",
      idle: IDLE_GB202,
    },
  },
];
