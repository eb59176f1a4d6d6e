/**
 * What stands between a run and the speed of light: the time of engines and of requests, divided.
 *
 * Of each division the bounds give the first two parts, the ledgers all others, and the part where
 * both meet is the rest: so every division sums to a figure of the run, with nothing guessed.
 */
import type { LeastTime } from "../cost/least-time.ts";
import type { DecodePart, FirstTokenPart, Usage } from "./figures.ts";

/** Where the time of engines went. */
export interface EngineTime {
  /** The work by the data sheet, in batches as full as they can be. */
  light: number;
  /** What kernels take beyond it. */
  kernels: number;
  /**
   * Weights read for smaller batches, padding, work done again or never finished. Less, or below 0,
   * where unlike stages wait for the fullest, which is `interconnect`.
   */
  batches: number;
  /** Floors of kernels, and the sampler. */
  launch: number;
  /** Moving between GPUs, and waiting for slower ones. */
  interconnect: number;
  host: number;
  idle: number;
}

/** Where the time to the first token went. */
export interface FirstTokenTime {
  /** The prompt alone, by the data sheet. */
  light: number;
  /** What kernels take beyond it. */
  kernels: number;
  /** What else its steps took: launches, the host, and others in them. */
  shared: number;
  /** Steps that were in flight as it came. */
  step: number;
  /** In queues, and starting again. */
  queue: number;
  transfer: number;
  frontend: number;
}

/** Where the time after the first token went. */
export interface DecodeTime {
  /** Each token alone, by the data sheet. */
  light: number;
  /** What kernels take beyond it. */
  kernels: number;
  /**
   * What others that decode in the same steps add to them, and padding. Below 0 where tokens came
   * of starting again, which is `waiting`, or where an asynchronous engine took in first tokens so
   * late that the next ones were out by then.
   */
  shared: number;
  /** Prompts of others. */
  prompts: number;
  /** Floors of kernels, and the sampler. */
  launch: number;
  interconnect: number;
  host: number;
  /** Steps without it, and starting again. */
  waiting: number;
}

/** Shares of the time of all engines, of which these requests need `work` at least. */
export function engineTime(
  {
    seconds,
    seconds_by_cause: by,
    idle_in_steps_s: forRanks,
  }: Pick<Usage, "seconds" | "seconds_by_cause" | "idle_in_steps_s">,
  { sheet, attained, sampling }: LeastTime,
): EngineTime {
  const kernels = attained - sampling;
  const moved = by.weights + by.kv + by.activations + by.matrix + by.attention;
  return {
    light: sheet / seconds,
    kernels: (kernels - sheet) / seconds,
    batches: (moved - kernels) / seconds,
    launch: (by.launch + by.sampler) / seconds,
    interconnect: (by.collectives + by.transfer + by.bubble + forRanks) / seconds,
    host: by.host / seconds,
    idle: (by.idle - forRanks) / seconds,
  };
}

/** Milliseconds, of a mean whose least is `least`. */
export const firstTokenTime = (
  parts: Record<FirstTokenPart, number>,
  { sheet, attained }: LeastTime,
): FirstTokenTime => ({
  light: sheet,
  kernels: attained - sheet,
  shared: parts.prefill - attained,
  step: parts.wait_step,
  queue:
    parts.wait_batch +
    parts.wait_seqs +
    parts.wait_budget +
    parts.wait_kv +
    parts.preempted_prefill,
  transfer: parts.transfer,
  frontend: parts.frontend,
});

/** Likewise. */
export function decodeTime(
  parts: Record<DecodePart, number>,
  { sheet, attained, sampling }: LeastTime,
): DecodeTime {
  const kernels = attained - sampling;
  const moved =
    parts.decode_weights +
    parts.decode_kv +
    parts.decode_activations +
    parts.decode_matrix +
    parts.decode_attention;
  return {
    light: sheet,
    kernels: kernels - sheet,
    shared: moved - kernels,
    prompts: parts.others_prefill,
    launch: parts.decode_launch + parts.decode_sampler,
    interconnect:
      parts.decode_collectives + parts.decode_transfer + parts.decode_bubble + parts.decode_idle,
    host: parts.decode_host,
    waiting: parts.preempted + parts.lost_attempts + parts.stream,
  };
}
