/**
 * Fits the tables of attention: of decodes, bound by reading the cache, and of prompts, bound by
 * arithmetic.
 */
import type {
  BandwidthConstants,
  Fit,
  PrefillConstants,
  RooflineConstants,
} from "../../cost/calibration/calibration.ts";
import { kernelSeconds, type Roof } from "../../cost/roofline.ts";
import { findGpu } from "../../machine/find-gpu.ts";
import type { Gpu } from "../../machine/gpu.ts";
import type { Bytes } from "../../units.ts";
import {
  bandwidthForm,
  measurement,
  numbers,
  type ReadTable,
  report,
  US,
  type Work,
} from "./measured-table.ts";

/** FlashAttention alone, which engines decode with; cuDNN's larger share is seen in none. */
export function fitDecodeAttention(gpu: Gpu, read: ReadTable): Fit<BandwidthConstants> {
  const all = read("attention-decode.csv");
  const flash = all
    .filter(({ backend }) => backend === "flash")
    .map((cells) => {
      const { batch, kv_heads, head_dim, kv_len } = numbers(
        cells,
        ...(["batch", "kv_heads", "head_dim", "kv_len"] as const),
      );
      return { cells, length: kv_len, bytes: batch * kv_len * 2 * kv_heads * head_dim * 2 };
    });
  // What binds there is the time of one sequence, which a sum of contexts does not know.
  const few = ({ length, bytes }: { length: number; bytes: Bytes }) =>
    length >= 4096 && bytes < 1.3 * gpu.l2;
  const kept = flash.filter((row) => !few(row));
  return report(
    "attention-decode.csv",
    bandwidthForm(gpu, { floor: 10 * US, bandwidthShare: 0.8 }),
    kept.map(({ cells, bytes }) => measurement(bytes, cells)),
    [
      { rows: all.length - flash.length, reason: "cuDNN: engines decode with FlashAttention" },
      {
        rows: flash.length - kept.length,
        reason: "few long sequences: too few blocks for all SMs",
      },
    ],
  );
}

/** DeepSeek-V3's latent attention, in 16 bits on one GPU. */
const deepseek = { heads: 128, kvRank: 512, ropeDim: 64 };

/**
 * Decodes in the latent space, over GPUs of Hopper with full and with cut arithmetic: their tables
 * together tell the two limits apart, which go hand in hand on each. Bytes move at the share of
 * other attention of decodes.
 */
export function fitLatentAttention(
  read: ReadTable,
  { bandwidthShare }: BandwidthConstants,
): Fit<RooflineConstants> {
  const { heads, kvRank, ropeDim } = deepseek;
  const measured = [
    { gpu: findGpu("H800-SXM-80GB"), file: "mla_decode_h800_128-512-64.csv" },
    { gpu: findGpu("H20-SXM-96GB"), file: "mla_decode_h20_128-512-64.csv" },
  ].flatMap(({ gpu, file }) =>
    read(`../infersim/${file}`).map((cells) => {
      const { batch_size, kv_len, latency_us } = numbers(
        cells,
        ...(["batch_size", "kv_len", "latency_us"] as const),
      );
      const keys = batch_size * kv_len;
      const row = {
        gpu,
        bytes: keys * (kvRank + ropeDim) * 2,
        flops: keys * 2 * heads * (2 * kvRank + ropeDim),
      };
      return { row, seconds: latency_us * US };
    }),
  );
  return report<Work & { gpu: Gpu }, RooflineConstants>(
    "infersim/mla_decode_h800 and _h20",
    {
      words: "floor + p-norm: bytes / (bandwidthShare * peak), flops / (arithmeticShare * peak)",
      start: { floor: 20 * US, arithmeticShare: 0.7 },
      // 2 and 8 are off by half as much again on one of the two.
      fixed: { bandwidthShare, p: 4 },
      seconds: ({ floor, arithmeticShare, p }, { gpu, bytes, flops }) =>
        kernelSeconds(bytes, flops, {
          floor,
          bandwidth: bandwidthShare * gpu.bandwidth,
          arithmetic: arithmeticShare * gpu.peak.bf16!,
          p,
          ramp: 0,
        }),
    },
    measured,
  );
}

export function fitPrefillAttention(
  gpu: Gpu,
  read: ReadTable,
  { bandwidthShare }: BandwidthConstants,
): Fit<PrefillConstants> {
  const all = read("attention-prefill.csv");
  const measured = all
    .filter(({ backend }) => backend === "cudnn")
    .map((cells) => {
      const { q_heads, kv_heads, head_dim, q_len } = numbers(
        cells,
        ...(["q_heads", "kv_heads", "head_dim", "q_len"] as const),
      );
      const flopsPerPair = 4 * q_heads * head_dim;
      const row = {
        flops: (flopsPerPair * q_len * (q_len + 1)) / 2,
        flopsPerQuery: flopsPerPair * q_len,
        bytes: 2 * kv_heads * head_dim * 2 * q_len,
      };
      return measurement(row, cells);
    });
  return report<Work, PrefillConstants>(
    "attention-prefill.csv",
    {
      words: "floor + 2-norm: flops with ramp more queries / (arithmeticShare * peak), KV bytes",
      start: { floor: 8 * US, arithmeticShare: 0.6, ramp: 250 },
      seconds: ({ floor, arithmeticShare, ramp }, { flops, flopsPerQuery = 0, bytes }) => {
        const roof: Roof = {
          floor,
          bandwidth: bandwidthShare * gpu.bandwidth,
          arithmetic: arithmeticShare * gpu.peak.bf16!,
          p: 2,
          ramp,
        };
        return kernelSeconds(bytes, flops + ramp * flopsPerQuery, roof);
      },
    },
    measured,
    [{ rows: all.length - measured.length, reason: "FlashAttention 2: Hopper serves with 3" }],
  );
}
