/**
 * A GPU: what its data sheet and its driver say, and nothing that was measured of its kernels.
 *
 * Rates are peaks; what a kernel reaches of them is `cost/calibration/`. Memory is what the driver
 * reports, which is less than the number on the box.
 */
import type { Bandwidth, Bytes, FlopRate, Watts } from "../units.ts";
import type { Link } from "./link.ts";
import type { NumberFormat } from "./number-format.ts";

/** Generations of GPUs; kernels of one are alike, and reach like shares of their peaks. */
export type Architecture =
  | "Volta"
  | "Turing"
  | "Ampere"
  | "Ada"
  | "Hopper"
  | "Blackwell"
  | "CDNA 3";

/** Peaks of matrix arithmetic by number format; a format that is absent is not supported. */
export type Peaks = Partial<Record<NumberFormat, FlopRate>>;

export interface Gpu {
  /** `<model>[-<form>]-<gigabytes on the box>GB`. */
  name: string;
  architecture: Architecture;
  /** Total device memory as the driver reports it (`nvidia-smi`, MiB there). */
  memory: Bytes;
  /** Peak of the device memory. */
  bandwidth: Bandwidth;
  /** Dense arithmetic: of matrix units, and for fp32 of the ordinary cores. */
  peak: Peaks;
  /** With 2:4 structured sparsity: what data sheets print in the large type. */
  sparse: Peaks;
  links: {
    /** To GPUs of the same server; absent where they only meet at the host. */
    peer?: Link;
    host: Link;
  };
  /** Streaming multiprocessors, or compute units (a count). */
  sms: number;
  /** Last cache before the device memory. */
  l2: Bytes;
  /** Board power limit. */
  tdp: Watts;
  /** Board power with nothing loaded. */
  idle: Watts;
  /** Board power with an engine's context loaded and nothing running, where it was measured. */
  idleLoaded?: Watts;
  price: ListPrice;
  sources: {
    /** Peaks, bandwidth, links, SMs, L2 and power limit. */
    sheet: string;
    memory: string;
    idle: string;
  };
  /** Other names that the rule of `findGpu` would not lead here. */
  aliases?: readonly string[];
  /** Meant where a name leaves the memory size open. */
  commonest?: true;
}

/** What a cloud asks for one GPU for one hour, before any discount. */
export interface ListPrice {
  /** US dollars a GPU-hour. */
  perHour: number;
  source: string;
  /** No price of this GPU was found; that of the GPU named in `source` stands in. */
  standsIn?: true;
}

/** "one H100-SXM-80GB", "4 × H100-SXM-80GB". */
export const gpusInWords = ({ name }: Gpu, count = 1): string =>
  count === 1 ? `one ${name}` : `${count} × ${name}`;
