/**
 * A GPU: what its data sheet and its driver say, and nothing that was measured.
 *
 * Rates are peaks of dense arithmetic; what a kernel reaches of them is `cost/calibration/`.
 * Memory is what the driver reports, which is less than the number on the box.
 */
import type { Bandwidth, Bytes, FlopRate, Watts } from "../units.ts";
import { gpus } from "./catalogue/gpus.ts";
import { PartError } from "./part-error.ts";

/** Formats in which a GPU multiplies matrices; sums are kept in fp32 (int32 for int8). */
export type NumberFormat = "fp32" | "tf32" | "fp16" | "bf16" | "fp8" | "int8";

export interface Gpu {
  name: string;
  /** Total device memory as the driver reports it (`nvidia-smi`, MiB there). */
  memory: Bytes;
  /** Peak of the device memory. */
  bandwidth: Bandwidth;
  /** Peak of dense matrix arithmetic; a format that is absent is not supported. */
  peak: Partial<Record<NumberFormat, FlopRate>>;
  /** Streaming multiprocessors (a count). */
  sms: number;
  l2: Bytes;
  /** Board power limit. */
  tdp: Watts;
  price: ListPrice;
  /** Where each figure is from. */
  sources: { sheet: string; memory: string };
}

/** What a cloud asks for one GPU for one hour, before any discount. */
export interface ListPrice {
  /** US dollars a GPU-hour. */
  perHour: number;
  source: string;
}

/** Names of the GPUs in the catalogue. */
export const gpuNames: readonly string[] = gpus.map((gpu) => gpu.name);

/** The GPU of this name, in any case of letters. Throws a `PartError` with the choices. */
export function findGpu(name: string): Gpu {
  const found = gpus.find((gpu) => gpu.name.toLowerCase() === name.toLowerCase());
  if (found) return found;
  throw new PartError(`"${name}" is not a GPU of the catalogue (${gpuNames.join(", ")})`, {
    path: "gpu",
    value: name,
    choices: [...gpuNames],
  });
}
