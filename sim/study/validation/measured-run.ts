/**
 * A measured serving run as recorded: what served, what was asked, what came out.
 *
 * The JSON of a case states the machine and the aggregates, a CSV every request and another every
 * engine step. Not every run can be told as a scenario yet; `inexpressible` says why.
 */
import { modelNames } from "../../machine/find-model.ts";
import type { PoolSpec, ScenarioInput } from "../../scenario/schema.ts";
import type { Seconds, Tokens } from "../../units.ts";

/** A case of `e2e_cases/*.json`, under the keys of the file. */
export interface MeasuredCase {
  id: string;
  model: string;
  dtype: string;
  kv_cache_dtype: string;
  gpu: string;
  tp: number;
  pp: number;
  dp: number;
  max_model_len: Tokens;
  max_num_batched_tokens: Tokens;
  max_num_seqs: number;
  gpu_memory_utilization: number;
  block_size: Tokens;
  total_kv_blocks: number;
  /** Present where the blocks were set, and not found from memory. */
  num_gpu_blocks_override?: number;
  chunked_prefill: boolean;
  prefix_caching: boolean;
  async_scheduling: boolean;
  speculative?: unknown;
  workload: {
    /** Requests in flight of a closed loop; absent where arrivals were replayed. */
    concurrency?: number;
    requests_csv: string;
    steps_csv: string;
  };
  measured: {
    ttft_ms: Percentiles;
    tpot_ms: Percentiles;
    e2e_ms: Percentiles;
    output_tok_per_s: number;
    steps: number;
    preemptions?: number;
  };
}

interface Percentiles {
  mean: number;
  p50: number;
  p90: number;
}

/** What a client asked, in the order sent. */
export interface Asked {
  /** When it was sent. */
  at: Seconds;
  prompt: Tokens;
  output: Tokens;
}

/** Why a run cannot be told as a scenario yet; undefined where it can. */
export function inexpressible(run: MeasuredCase): string | undefined {
  const reasons = [
    run.prefix_caching && "enable_prefix_caching",
    run.speculative !== undefined && "speculative_config",
    run.dtype !== "bf16" && `weights in ${run.dtype}`,
    run.kv_cache_dtype !== "auto" && `KV cache in ${run.kv_cache_dtype}`,
    !modelNames.includes(run.model) && `${run.model.replace(/^.*\//, "")} is not in the catalogue`,
  ].filter((reason) => reason !== false);
  return reasons.length === 0 ? undefined : reasons.join(", ");
}

/** The pool that served; its KV blocks are left to the memory plan. */
export function poolOf(run: MeasuredCase): ScenarioInput["cluster"]["pools"][number] {
  return {
    model: run.model,
    gpu: run.gpu,
    tensor_parallel_size: run.tp,
    pipeline_parallel_size: run.pp,
    data_parallel_size: run.dp,
    engine: {
      max_model_len: run.max_model_len,
      max_num_batched_tokens: run.max_num_batched_tokens,
      max_num_seqs: run.max_num_seqs,
      gpu_memory_utilization: run.gpu_memory_utilization,
      block_size: run.block_size,
      enable_chunked_prefill: run.chunked_prefill,
      async_scheduling: run.async_scheduling,
      sampler: "greedy",
    } satisfies Partial<PoolSpec["engine"]>,
  };
}

/** Rows of a table whose cells are all numbers, by the names in its header. */
export function numbersIn(csv: string): Record<string, number>[] {
  const [header = "", ...lines] = csv.trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, column) => [name, Number(cells[column])]));
  });
}

/** The requests of a run, from its CSV. */
export const askedIn = (requestsCsv: string): Asked[] =>
  numbersIn(requestsCsv).map((row) => ({
    at: row.arrival_s!,
    prompt: row.prompt_tokens!,
    output: row.output_tokens!,
  }));
