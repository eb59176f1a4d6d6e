/**
 * The engine's section: how one serving engine batches, keeps its cache and schedules.
 *
 * Settings bear vLLM's names and defaults, those of static batching Triton's. A setting that
 * means something under one way of batching or one layout alone says so (`only`), and is refused
 * elsewhere.
 */
import { z } from "zod";
import {
  choice,
  count,
  duration,
  flag,
  MOST,
  modelledOnly,
  policy,
  refuse,
  share,
} from "../fields.ts";
import { ordering } from "./ordering.ts";

const inFlight = { batching: "in-flight" };
const together = { batching: "static" };
const paged = { kv_layout: "paged" };
const contiguous = { kv_layout: "contiguous" };

const batching = {
  batching: policy("How a batch forms: requests join at any step, or all together.", {
    "in-flight": "Requests join and leave a batch at any step (continuous batching).",
    static: "Requests start together, and leave together when the last is done.",
  }).default("in-flight"),
  ...ordering,
  max_num_seqs: count("Most requests that run at the same time.", {
    unit: "requests",
    usual: [1, 1024],
    log: true,
    only: inFlight,
    max: MOST.batch,
  }).default(256),
  max_num_batched_tokens: count("Most new tokens in one step.", {
    unit: "tokens",
    usual: [256, 16_384],
    log: true,
    only: inFlight,
    max: MOST.tokens,
  }).default(2048),
  enable_chunked_prefill: flag(
    "Whether a prompt may be computed in pieces, over several steps.",
    inFlight,
  ).default(true),
  long_prefill_token_threshold: count(
    "Most tokens of one prompt in one step, so that long prompts leave room; 0 is no limit.",
    { unit: "tokens", usual: [0, 4096], min: 0, only: inFlight },
  ).default(0),
  max_batch_size: count("Requests that a static batch holds at most.", {
    unit: "requests",
    usual: [1, 128],
    log: true,
    only: together,
    max: MOST.batch,
  }).default(8),
  max_queue_delay: duration("How long a static batch waits, at most, to fill.", {
    usual: [0, 1],
    only: together,
  }).prefault(0),
  preferred_batch_size: z
    .array(
      count("A size of batch.", { unit: "requests", usual: [1, 128], log: true, only: together }),
    )
    .min(1)
    .meta({
      description: "Sizes at which a static batch starts without waiting any longer.",
      only: together,
    })
    .exactOptional(),
};

const memory = {
  max_model_len: count("Most tokens of a request, prompt and output; the model's own if absent.", {
    unit: "tokens",
    usual: [1024, 131_072],
    log: true,
    max: MOST.tokens,
  }).exactOptional(),
  gpu_memory_utilization: share("Share of GPU memory that the engine may use.", {
    usual: [0.5, 0.98],
    above: 0,
  }).default(0.92),
  kv_layout: policy("How the KV cache lies in memory: in blocks, or one piece a request.", {
    paged: "In blocks, taken as a request grows (PagedAttention).",
    contiguous: "In one piece, set aside when a request starts.",
  }).default("paged"),
  block_size: count("Tokens in one block of a paged cache.", {
    unit: "tokens",
    usual: [8, 128],
    log: true,
    only: paged,
    max: 2 ** 20,
  }).default(16),
  num_gpu_blocks_override: count("Blocks of the cache, instead of what fits in GPU memory.", {
    unit: "blocks",
    usual: [128, 65_536],
    log: true,
    only: paged,
    max: MOST.tokens,
  }).exactOptional(),
  reserve: policy(
    "What a contiguous cache sets aside for a request.",
    {
      max: "The longest request allowed (max_model_len).",
      pow2: "The power of two above its true length.",
      oracle: "Its true length, as if it were known.",
    },
    contiguous,
  ).default("max"),
};

const execution = {
  dtype: choice(
    "Number format of 16-bit weights and of arithmetic; `auto` is the checkpoint's own, float32 " +
      "narrowed to bfloat16, and float16 where the GPU lacks bfloat16.",
    ["auto", "float16", "bfloat16"],
  ).default("auto"),
  enforce_eager: flag("Whether to launch kernels one by one, without CUDA graphs.").default(false),
  async_scheduling: flag(
    "Whether a step is prepared while the one before it runs.",
    inFlight,
  ).default(true),
  sampler: policy("How the next token is drawn from the logits.", {
    greedy: "The likeliest.",
    plain: "By probability.",
    "top-k": "By probability, of the k likeliest.",
    "top-p": "By probability, of the likeliest that sum to p; sorts all logits.",
  }).default("greedy"),
};

const later = {
  enable_prefix_caching: modelledOnly(
    "Whether requests with equal beginnings share their cache.",
    [false],
    "every prompt is computed whole (false)",
  ).default(false),
  kv_cache_dtype: modelledOnly(
    "Number format of the KV cache.",
    ["auto"],
    "the cache has the model's own number format (auto)",
  ).default("auto"),
  quantization: modelledOnly(
    "Number format of the weights, where it is not the model's own.",
    [null, "none"],
    "weights have the model's own number format (none)",
  ).default(null),
  speculative_config: modelledOnly(
    "How tokens are drafted ahead.",
    [null],
    "a step gives each request one token (null)",
  ).default(null),
};

export const engineSchema = z
  .strictObject({ ...batching, ...memory, ...execution, ...later })
  .superRefine((engine, context) => {
    if (engine.batching === "static") checkBatchSizes(engine, context);
    else checkBudget(engine, context);
  })
  .meta({ description: "Settings of each engine." });

/** One engine's settings, defaults filled in. */
export type EngineSettings = z.output<typeof engineSchema>;

function checkBatchSizes(engine: EngineSettings, context: z.RefinementCtx): void {
  const { preferred_batch_size = [], max_batch_size } = engine;
  for (const [index, size] of preferred_batch_size.entries())
    if (size > max_batch_size) {
      const message = `is above max_batch_size, ${max_batch_size}`;
      refuse(context, ["preferred_batch_size", index], message, size);
    }
}

/** As vLLM: a step has room for a token of each running request, and for a prompt in one piece. */
function checkBudget(engine: EngineSettings, context: z.RefinementCtx): void {
  const { max_num_batched_tokens: budget, max_num_seqs, max_model_len = 0 } = engine;
  const path = ["max_num_batched_tokens"];
  if (budget < max_num_seqs)
    refuse(context, path, `is below max_num_seqs, ${max_num_seqs}`, budget);
  if (!engine.enable_chunked_prefill && budget < max_model_len) {
    const message = `is below max_model_len, ${max_model_len}, and chunked prefill is off`;
    refuse(context, path, message, budget);
  }
}
