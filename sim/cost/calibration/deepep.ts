/**
 * What DeepEP's kernels reach, which send tokens to their experts' ranks.
 *
 * Fitted by us to its authors' figures on H800 (200 GB/s of NVLink and 50 GB/s of network a GPU,
 * one direction): https://github.com/deepseek-ai/DeepEP, docs/legacy.md. Twelve latencies of the
 * low-latency kernels on 8 to 256 GPUs come out 4 % off in the median, at most 16 %. Of the others
 * bandwidths are published, of messages so large that nothing shows of their floor: the same is
 * taken.
 */
import type { Seconds } from "../../units.ts";

export interface ExchangeConstants {
  floor: Seconds;
  /** Of a data sheet's rate, one direction: inside a server, and between servers. */
  insideShare: number;
  railShare: number;
}

export const deepep: ExchangeConstants = { floor: 32e-6, insideShare: 0.8, railShare: 0.95 };
