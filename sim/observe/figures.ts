/**
 * Figures that a run has in common with its parts: its classes, its steady part, its engines.
 *
 * Keys are those that `vllm bench serve` writes. A figure that has nothing to stand on is null,
 * never NaN.
 */
import type { Cause } from "../cost/cost.ts";
import type { Part, Wait } from "../engine/ledger.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { FinishReason } from "../workload/request.ts";

export const metrics = ["ttft", "tpot", "itl", "e2el"] as const;
/** Time to first token, time per output token, inter-token latency, end-to-end latency. */
export type Metric = (typeof metrics)[number];

export const statistics = ["mean", "median", "std", "p90", "p95", "p99", "p99.9"] as const;
export type Statistic = (typeof statistics)[number];

export type LatencyKey<M extends Metric = Metric> = `${Statistic}_${M}_ms`;

/** Milliseconds. `std` is the population's, percentiles are interpolated, both as in NumPy. */
export type LatencyFigures<M extends Metric = Metric> = { [K in LatencyKey<M>]: number | null };

export const refusals = ["prompt_too_long", "kv_too_small"] as const satisfies FinishReason[];
export type Refusal = (typeof refusals)[number];

/** Requests (counts) by what became of them. */
export interface OutcomeFigures {
  completed: number;
  failed: number;
  /** Submitted and neither completed nor refused. */
  unfinished: number;
  /** Those that failed, by why. */
  refused: Record<Refusal, number>;
}

/** Tokens of completed requests, as `vllm bench serve` counts them, and rates a second. */
export interface ThroughputFigures {
  total_input_tokens: Tokens;
  total_output_tokens: Tokens;
  request_throughput: number | null;
  /** Of requests that met their objectives; null where none had any. */
  request_goodput: number | null;
  output_throughput: number | null;
  total_token_throughput: number | null;
}

/** Parts of the latency after the first token, and those of the time up to it. */
export type DecodePart = Extract<
  Part,
  `decode_${Cause}` | "others_prefill" | "preempted" | "lost_attempts" | "stream"
>;
export type FirstTokenPart = Exclude<Part, DecodePart>;

/** `finished`: nothing was left to happen; `livelock`: time passes and no request gets on. */
export type RunStatus = "finished" | "partial" | "livelock";

/** Where KV memory was, as time averages; null before any time has passed. */
export interface KvFigures {
  blocks: number;
  capacity_tokens: Tokens;
  mean_blocks: number | null;
  /** The most ever held; over several engines, the sum of what each held at most. */
  peak_blocks: number;
  /** Blocks that were never held by anybody: `blocks` − `peak_blocks`. */
  never_used_blocks: number;
  /** Shares of the capacity; they sum to 1. */
  share: KvShares | null;
}

/** See `KvUse` for what each holds. */
export type KvShares = Record<"used" | "reserved" | "internal" | "external" | "free", number>;

/** What an engine, a pool or the whole cluster did with its time and memory. */
export interface Usage {
  name: string;
  engines: number;
  gpus: number;
  /** Time the ledger below covers, summed over engines. */
  seconds: Seconds;
  /** They sum to `seconds`. A second of an engine is counted once, whatever its number of GPUs. */
  seconds_by_cause: Record<Cause, Seconds>;
  /** Of its idle seconds, those within steps: it waited for slower ranks that share its experts. */
  idle_in_steps_s: Seconds;
  /** Share of the time in which its GPUs computed or moved data: neither idle, host nor bubble. */
  utilisation: number | null;
  /** Time in which the head of a queue waited, by what it waited for. */
  waited_s: Record<Wait, Seconds>;
  steps: number;
  /** Steps of ranks that share its experts in which it had nothing to compute for anybody. */
  dummy_steps: number;
  /** Tokens that steps computed, padding included. */
  computed_tokens: Tokens;
  /** Token slots that static batches computed for nobody. */
  padding_tokens: Tokens;
  preemptions: number;
  /** Requests (a count) that ran and that waited, as time averages. */
  mean_running: number | null;
  mean_waiting: number | null;
  kv: KvFigures;
}

/** Objectives, and how many of the requests that they hold for met them all. */
export interface SloFigures {
  ttft_ms: number | null;
  tpot_ms: number | null;
  itl_ms: number | null;
  e2el_ms: number | null;
  /** Share of requests that must meet them. */
  share: number;
  /** Completed requests (a count) that did. */
  good: number;
}
