/**
 * Models in 8 bits, held against runs of vLLM to which nothing was fitted: decode steps of an 8B on
 * an H200, closed loops on 2, 4 and 8 H100 (`aiconfigurator_silicon_h100_dev.json`), and a mixture
 * on two (`blis_vllm_train.json`).
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { causes, emptyShape } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { type ScenarioInput, simulate } from "../../sim/index.ts";
import { quantile } from "../../sim/kernel/quantiles.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { quantize } from "../../sim/machine/quantize.ts";
import { numbersIn } from "../../sim/study/validation/measured-run.ts";
import { readCaseFile, readCases, skipped } from "./measured-cases.ts";

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const median = (values: readonly number[]): number => quantile(sorted(values), 0.5);

describe.skipIf(skipped)("Llama-3.1-8B, packed when it is loaded, on an H200", () => {
  /** One scale a matrix, sought at start-up: vLLM's `quantization: fp8`. */
  const packed = quantize(findModel("meta-llama/Llama-3.1-8B"), {
    method: "fp8",
    format: { name: "fp8", bitsPerElement: 8, scales: { per: "matrix", bytes: 4 }, inputScale: 0 },
    keeps: [],
    head: false,
  });

  test("decodes a step in the time measured, within 12 % at any batch", () => {
    const run = readCases().find(({ id }) => id === "h200-8b-fp8--p20")!;
    const cost = createCost({
      model: packed,
      gpu: findGpu(run.gpu),
      settings: {
        max_num_seqs: run.max_num_seqs,
        enforce_eager: false,
        async_scheduling: true,
        sampler: "greedy",
      },
    });
    const rows = numbersIn(readCaseFile(run.workload.steps_csv));
    const byBatch = new Map<number, { seconds: number[]; usage: number[] }>();
    for (const [index, row] of rows.entries()) {
      const [before, earlier] = [rows[index - 1], rows[index - 2]];
      if (before === undefined || earlier === undefined) continue;
      const alone = [row, before, earlier].every(({ prefill_tokens }) => prefill_tokens === 0);
      // The GPU set the pace: the host waited for it.
      if (!alone || row.wait_ms! < 0.3) continue;
      const found = byBatch.get(row.decode_requests!) ?? { seconds: [], usage: [] };
      byBatch.set(row.decode_requests!, found);
      found.seconds.push(row.output_s! - before.output_s!);
      found.usage.push(row.kv_usage!);
    }
    const errors = [...byBatch]
      .filter(([, { seconds }]) => seconds.length >= 10)
      .map(([decodes, { seconds, usage }]) => {
        const tokens = median(usage) * run.total_kv_blocks * run.block_size;
        const shape = {
          ...emptyShape(),
          tokens: decodes,
          decodes,
          // Its cache has 8 bits, too: half of the bytes.
          decodeContext: tokens / 2,
          sampled: decodes,
        };
        const priced = cost.gpu(shape, new Float64Array(causes.length));
        return priced / median(seconds) - 1;
      });
    expect(errors.length).toBeGreaterThan(40);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.12);
    expect(median(errors.map(Math.abs))).toBeLessThan(0.08);
  });
});

interface ClosedLoop {
  engine: string;
  model: string;
  dtype: string;
  gpu: string;
  mode?: string;
  tp: number;
  workload: { concurrency?: number; isl: number; osl: number };
  measured: { tpot_ms: number };
}

const CLOSED = "e2e_cases/aiconfigurator_silicon_h100_dev.json";
const file = findData(CLOSED);

describe.skipIf(file === undefined)(CLOSED, () => {
  const cases: ClosedLoop[] = file ? JSON.parse(readFileSync(file, "utf8")).cases : [];
  const of = (name: string, dtype: string): ClosedLoop[] =>
    cases.filter(
      (run) =>
        run.engine === "vLLM" &&
        run.model === name &&
        run.dtype === dtype &&
        run.mode !== "disagg" &&
        // The longest ones waited for a full cache.
        (run.workload.concurrency ?? 512) <= 64,
    );
  /** Of the mean TPOT, priced ÷ measured − 1, without its sign. */
  const errorsOf = (runs: readonly ClosedLoop[], model: string, experts = {}): number[] =>
    runs.map(({ gpu, tp, workload: { concurrency, isl, osl }, measured }) => {
      const between = (most: number) =>
        ({ distribution: "uniform", min: Math.floor(0.8 * most), max: most }) as const;
      const scenario: ScenarioInput = {
        name: "closed loop",
        workload: {
          arrivals: { process: "closed", max_concurrency: concurrency! },
          num_prompts: 4 * concurrency!,
          prompt_tokens: between(isl),
          output_tokens: between(osl),
        },
        cluster: {
          pools: [
            {
              model,
              gpu,
              tensor_parallel_size: tp,
              ...experts,
              engine: { max_num_batched_tokens: 8192, max_num_seqs: 512, max_model_len: 10_240 },
            },
          ],
        },
      };
      return Math.abs(simulate(scenario).summary.mean_tpot_ms! / measured.tpot_ms - 1);
    });

  test("a 70B in FP8 has its TPOT within 5 % in half of 45 runs, within 18 % in all", () => {
    const errors = errorsOf(
      of("meta-llama/Llama-3.1-70B", "fp8"),
      "nvidia/Llama-3.1-70B-Instruct-FP8",
    );
    expect(errors).toHaveLength(45);
    expect(median(errors)).toBeLessThan(0.05);
    expect(Math.max(...errors)).toBeLessThan(0.18);
  });

  test("gpt-oss in MXFP4 has it within 12 % in half of 47, within 8 % where choices differ", () => {
    const runs = of("openai/gpt-oss-120b", "fp4");
    expect(runs).toHaveLength(47);
    expect(median(errorsOf(runs, "openai/gpt-oss-120b"))).toBeLessThan(0.12);
    expect(median(errorsOf(runs, "openai/gpt-oss-120b", { expert_skew: 0.8 }))).toBeLessThan(0.08);
  });
});

interface Stages {
  model: string;
  gpu: string;
  tp: number;
  max_num_seqs: number;
  cpu_kv_offload: boolean | string;
  workload: { prompt_tokens_mean: number; output_tokens: number };
  measured_per_stage: {
    rate_rps: number;
    ttft_ms: { mean: number };
    e2e_ms: { mean: number };
  }[];
}

const SCOUT = "e2e_cases/blis_vllm_train.json";
const scout = findData(SCOUT);

test.skipIf(scout === undefined)(
  "Llama-4-Scout in FP8 on two H100 takes a step as measured, within 6 %",
  () => {
    const runs: Stages[] = JSON.parse(readFileSync(scout!, "utf8")).cases;
    const errors = runs
      .filter(({ model, cpu_kv_offload }) => /Scout.*FP8/.test(model) && !cpu_kv_offload)
      .flatMap(({ model, gpu, tp, max_num_seqs, workload, measured_per_stage }) => {
        const cost = createCost({
          model: findModel(model),
          gpu: findGpu(gpu),
          settings: {
            max_num_seqs,
            tensor_parallel_size: tp,
            enforce_eager: false,
            async_scheduling: true,
            sampler: "greedy",
          },
        });
        const { prompt_tokens_mean: prompt, output_tokens: output } = workload;
        return measured_per_stage.map(({ rate_rps, ttft_ms, e2e_ms }) => {
          // Prompts repeat and are cached: what runs is a batch of decodes, as Little's law has it.
          const decodes = Math.round((rate_rps * e2e_ms.mean) / 1000);
          const decodeContext = decodes * (prompt + output / 2);
          const shape = { ...emptyShape(), tokens: decodes, decodes, decodeContext };
          const priced = cost.gpu({ ...shape, sampled: decodes }, new Float64Array(causes.length));
          const tpot = (e2e_ms.mean - ttft_ms.mean) / 1000 / (output - 1);
          return priced / tpot - 1;
        });
      });
    expect(errors.length).toBeGreaterThan(3);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.06);
  },
);
