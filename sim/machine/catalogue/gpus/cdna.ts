/**
 * AMD's CDNA 3: eight compute dies over 256 MB of Infinity Cache.
 */
import type { Gpu } from "../../gpu.ts";
import { pcie } from "../../link.ts";
import { MIB, twiceSparse } from "./peaks.ts";

export const cdna: readonly Gpu[] = [
  {
    name: "MI300X-192GB",
    architecture: "CDNA 3",
    memory: 196_592 * MIB,
    bandwidth: 5.3e12,
    ...twiceSparse({
      fp32: 163.4,
      tf32: 653.7,
      fp16: 1307.4,
      bf16: 1307.4,
      fp8: 2614.9,
      int8: 2614.9,
    }),
    links: {
      // Seven links of 64 GB/s, one to each neighbour in a server of eight.
      peer: { name: "Infinity Fabric", bandwidth: 448e9, shape: "mesh" },
      host: pcie(5),
    },
    sms: 304,
    // The Infinity Cache: what the dies share and reads past it come from memory.
    l2: 256 * MIB,
    tdp: 750,
    idle: 150,
    price: { perHour: 1.85, source: "Vultr, on demand, 2026" },
    sources: {
      sheet: "AMD Instinct MI300X data sheet (2023): peaks, caches, Infinity Fabric, board power",
      memory: "rocm-smi: 206141652992 bytes",
      idle: "rocm-smi, nothing running: 135 to 180 W",
    },
  },
];
