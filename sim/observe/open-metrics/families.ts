/**
 * The metrics that a scrape holds: vLLM's names, labels and buckets, and ours beside them.
 *
 * Read in vLLM 0.26 (`vllm/v1/metrics/loggers.py`, `stats.py`). Left out is what nothing here can
 * feed: prefix and multi-modal caches, sleep states, adapters, speculation, request parameters.
 */
import { causes } from "../../cost/cost.ts";
import { parts, waits } from "../../engine/ledger.ts";
import { refusals } from "../figures.ts";

export interface Family {
  /** Without the `_total` that the samples of a counter have. */
  name: string;
  type: "gauge" | "counter" | "histogram";
  help: string;
  unit?: "seconds";
  /** A label beside model and engine, and its values. */
  label?: readonly [name: string, values: readonly string[]];
  /** Upper bounds, ascending, without infinity. */
  buckets?: readonly number[];
  /** Bounds above `max_model_len` are not told. */
  tokens?: boolean;
  /** Where its numbers stand in a scrape: one a label value, or one a bucket and then the sum. */
  at: number;
}

/** Where the next family's numbers stand. */
let next = 0;

type Traits = Partial<Pick<Family, "unit" | "label" | "buckets" | "tokens">>;

function family(type: Family["type"], name: string, help: string, traits: Traits = {}): Family {
  const made: Family = { type, name, help, ...traits, at: next };
  // The last bucket is infinity's.
  next += made.buckets ? made.buckets.length + 2 : (made.label?.[1].length ?? 1);
  return made;
}

const seconds = { unit: "seconds" } as const;

/** 1, 2, 5, 10, … ten million. */
const oneTwoFive = [...Array(8).keys()]
  .flatMap((digits) => [1, 2, 5].map((digit) => Number(`${digit}e${digits}`)))
  .filter((bound) => bound <= 1e7);
const tokens = { buckets: oneTwoFive, tokens: true };

const firstTokenBuckets = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
  160, 640, 2560,
];
const gapBuckets = [
  0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
];
const latencyBuckets = [
  0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680,
];

/** vLLM's reasons; the last three never come here. */
export const finishReasons = ["stop", "length", "abort", "error", "repetition"] as const;

/** In the order in which they are told. */
export const FAMILY = {
  running: family("gauge", "vllm:num_requests_running", "Requests in the batch."),
  waiting: family("gauge", "vllm:num_requests_waiting", "Requests in the queue."),
  waitingByReason: family(
    "gauge",
    "vllm:num_requests_waiting_by_reason",
    "Requests in the queue by what they wait for; all wait for capacity.",
    { label: ["reason", ["capacity", "deferred"]] },
  ),
  kvUsage: family("gauge", "vllm:kv_cache_usage_perc", "Share of KV blocks held, 0 to 1."),
  preemptions: family("counter", "vllm:num_preemptions", "Requests that lost their KV cache."),
  promptTokens: family(
    "counter",
    "vllm:prompt_tokens",
    "Prompt tokens of requests that have their first token.",
  ),
  generationTokens: family("counter", "vllm:generation_tokens", "Output tokens."),
  success: family("counter", "vllm:request_success", "Complete requests by how they ended.", {
    label: ["finished_reason", finishReasons],
  }),
  iterationTokens: family(
    "histogram",
    "vllm:iteration_tokens_total",
    "Tokens of a step with output: its output, and each prompt whole where it ends.",
    { buckets: [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] },
  ),
  ttft: family(
    "histogram",
    "vllm:time_to_first_token_seconds",
    "From arrival to the first token at the client.",
    { ...seconds, buckets: firstTokenBuckets },
  ),
  itl: family(
    "histogram",
    "vllm:inter_token_latency_seconds",
    "From a token to the next of the same request.",
    { ...seconds, buckets: gapBuckets },
  ),
  tpot: family(
    "histogram",
    "vllm:request_time_per_output_token_seconds",
    "(E2E - TTFT) / (output - 1) of a complete request; 0 where it has one token.",
    { ...seconds, buckets: gapBuckets },
  ),
  e2e: family(
    "histogram",
    "vllm:e2e_request_latency_seconds",
    "From arrival to the last token at the client.",
    { ...seconds, buckets: latencyBuckets },
  ),
  queueTime: family(
    "histogram",
    "vllm:request_queue_time_seconds",
    "From the queue to the first step.",
    { ...seconds, buckets: latencyBuckets },
  ),
  inferenceTime: family(
    "histogram",
    "vllm:request_inference_time_seconds",
    "From the first step to the last token.",
    { ...seconds, buckets: latencyBuckets },
  ),
  prefillTime: family(
    "histogram",
    "vllm:request_prefill_time_seconds",
    "From the first step to the first token.",
    { ...seconds, buckets: latencyBuckets },
  ),
  decodeTime: family(
    "histogram",
    "vllm:request_decode_time_seconds",
    "From the first token to the last.",
    { ...seconds, buckets: latencyBuckets },
  ),
  requestPrompt: family(
    "histogram",
    "vllm:request_prompt_tokens",
    "Prompt tokens of a complete request.",
    tokens,
  ),
  requestGeneration: family(
    "histogram",
    "vllm:request_generation_tokens",
    "Output tokens of a complete request.",
    tokens,
  ),
  requestMaxGeneration: family(
    "histogram",
    "vllm:request_max_num_generation_tokens",
    "The same: a request has one sequence.",
    tokens,
  ),
  engineSeconds: family(
    "counter",
    "rooflight:engine_seconds",
    "Time of the engine by cause; all causes together are the time that has passed.",
    { ...seconds, label: ["cause", causes] },
  ),
  queueHeadSeconds: family(
    "counter",
    "rooflight:queue_head_wait_seconds",
    "Time in which the head of the queue waited, by what it waited for, up to the last step.",
    { ...seconds, label: ["waits_for", waits] },
  ),
  requestSeconds: family(
    "counter",
    "rooflight:request_seconds",
    "Latency of complete requests by the part of the ledger that it was charged to.",
    { ...seconds, label: ["part", parts] },
  ),
  refused: family("counter", "rooflight:requests_refused", "Requests that can never run.", {
    label: ["reason", refusals],
  }),
  steps: family("counter", "rooflight:steps", "Steps that have returned."),
  computedTokens: family(
    "counter",
    "rooflight:computed_tokens",
    "Tokens that steps computed, recomputed ones and padding included.",
  ),
  paddingTokens: family(
    "counter",
    "rooflight:padding_tokens",
    "Token slots that static batches computed for nobody.",
  ),
} as const;

/** Numbers in a scrape of one engine. */
export const WIDTH = next;
