import { describe, expect, test } from "vitest";
import {
  askedIn,
  inexpressible,
  type MeasuredCase,
} from "../../sim/study/validation/measured-run.ts";
import { replayMeasured } from "../../sim/study/validation/validate.ts";

/** A run that was never measured. */
const run = (workload: { concurrency?: number } = {}): MeasuredCase => ({
  id: "made up",
  model: "meta-llama/Llama-3.1-8B",
  dtype: "bf16",
  kv_cache_dtype: "auto",
  gpu: "H200-SXM-141GB",
  tp: 1,
  pp: 1,
  dp: 1,
  max_model_len: 8192,
  max_num_batched_tokens: 2048,
  max_num_seqs: 256,
  gpu_memory_utilization: 0.9,
  block_size: 16,
  total_kv_blocks: 1000,
  chunked_prefill: true,
  prefix_caching: false,
  async_scheduling: true,
  workload: { ...workload, requests_csv: "requests.csv", steps_csv: "steps.csv" },
  measured: {
    ttft_ms: { mean: 1, p50: 1, p90: 1 },
    tpot_ms: { mean: 1, p50: 1, p90: 1 },
    e2e_ms: { mean: 1, p50: 1, p90: 1 },
    output_tok_per_s: 1,
    steps: 1,
  },
});

const asked = askedIn(
  [
    "request,arrival_s,prompt_tokens,output_tokens,ttft_ms",
    "0,0.125,300,5,9",
    "1,0.25,10,60,9",
    "2,0.5,700,2,9",
    "3,2,40,3,9",
  ].join("\n"),
);

describe("a replay", () => {
  test("of an open loop sends every request when it was sent, as long as it was", () => {
    const { requests, steps, makespan } = replayMeasured(run(), asked).replayed;
    expect(requests.map(({ arrival }) => arrival)).toEqual([0.125, 0.25, 0.5, 2]);
    expect(requests.map(({ prompt, output }) => [prompt, output])).toEqual([
      [300, 5],
      [10, 60],
      [700, 2],
      [40, 3],
    ]);
    expect(steps.reduce((tokens, step) => tokens + step.prefillTokens, 0)).toBe(1050);
    expect(makespan).toBe(2 + requests[3]!.e2el);
  });

  test("of a closed loop sends the next request when one ends, in the order recorded", () => {
    const { requests } = replayMeasured(run({ concurrency: 2 }), asked).replayed;
    const ends = requests.map(({ arrival, e2el }) => arrival + e2el).sort((a, b) => a - b);
    expect(requests.map(({ prompt }) => prompt)).toEqual([300, 10, 700, 40]);
    expect(requests.map(({ arrival }) => arrival)).toEqual([0.125, 0.25, ends[0], ends[1]]);
  });
});

test("a run that needs what is not modelled is left out, with every reason", () => {
  expect(inexpressible(run())).toBeUndefined();
  expect(inexpressible({ ...run(), dtype: "fp8", prefix_caching: true })).toBe(
    "enable_prefix_caching, weights in fp8",
  );
});
