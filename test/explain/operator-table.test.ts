import Papa from "papaparse";
import { expect, test } from "vitest";
import { explain, explanationJson } from "../../sim/explain/explanation.ts";
import { operatorCsv } from "../../sim/explain/operator-table.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";

const explanation = explain({
  model: findModel("meta-llama/Llama-3.1-8B"),
  gpu: findGpu("H100-SXM-80GB"),
  settings: {
    max_num_seqs: 256,
    enforce_eager: false,
    async_scheduling: true,
    sampler: "greedy",
  },
  asked: { prefill: 0, computed: 0, decode: 64, context: 1024 },
});
const { step } = explanation;
const csv = operatorCsv(step.operators);
const { data: rows } = Papa.parse<Record<string, string>>(csv.trim(), { header: true });

test("the columns are those that notebooks know", () => {
  expect(csv.split("\n")[0]).toBe(
    "operator,kind,times,flops,weights_bytes,kv_bytes,activations_bytes," +
      "intensity_flop_per_byte,bound,time_us,share,memory_us,compute_us,latency_us," +
      "achieved_flop_per_s,achieved_bytes_per_s,network_us,message_bytes,format,stage",
  );
});

test("the times sum to the step's, to the tick", () => {
  const sum = rows.reduce((total, row) => total + Number(row.time_us), 0);
  expect(sum).toBeCloseTo(1e6 * step.gpu, 4);
  expect(rows.reduce((total, row) => total + Number(row.share), 0)).toBeCloseTo(1, 4);
});

test("counts are whole, and are those of arithmetic by hand", () => {
  const row = (name: string) => rows.find(({ operator }) => operator === name)!;
  // 64 tokens × 4096 → 6144, 32 layers, two FLOPs and two bytes each
  expect(row("query, key, value")).toMatchObject({
    kind: "matrix",
    times: "32",
    flops: `${2 * 64 * 4096 * 6144 * 32}`,
    weights_bytes: `${2 * 4096 * 6144 * 32}`,
    kv_bytes: "0",
    activations_bytes: `${2 * 64 * (4096 + 6144) * 32}`,
    bound: "memory",
    format: "bf16",
  });
  // 64 × 1,024 keys of 128 KiB in all layers
  expect(row("attention of decodes").kv_bytes).toBe(`${64 * 1024 * 131_072}`);
  expect(row("sampler").format).toBe("");
  expect(row("sampler").intensity_flop_per_byte).toBe("0");
});

test("the JSON has the same rows, and each key its unit", () => {
  const json = explanationJson(explanation);
  expect(json.operators).toHaveLength(rows.length);
  expect(json.operators.map(({ operator }) => operator)).toEqual(rows.map((row) => row.operator));
  expect(json).toMatchObject({
    model: "meta-llama/Llama-3.1-8B",
    gpu: "H100-SXM-80GB",
    step: { decodes: 64, context_tokens: 1024, padded_tokens: 64, prefill_tokens: 0 },
    leaves_memory_roof: { weights_at_batch: 267, step_at_batch: null },
  });
  const { gpu_time_by_cause_us, gpu_time_us } = json;
  const sum = Object.values(gpu_time_by_cause_us).reduce((a, b) => a + b);
  expect(sum).toBeCloseTo(gpu_time_us, 4);
});

test("a step that no such GPU could hold is explained, and that is said", () => {
  const { question } = explanation;
  const on = (gpu: string, decode: number) =>
    explain({ ...question, gpu: findGpu(gpu), asked: { ...question.asked, decode } }).remarks[0];
  expect(on("H100-SXM-80GB", 64)).toBeUndefined();
  // 28,957 blocks of 16 tokens
  expect(on("H100-SXM-80GB", 500)).toMatch(/have 512,000 tokens, .* holds 463,312\.$/);
  expect(on("V100-SXM-16GB", 1)).toMatch(/does not fit one V100-SXM-16GB/);
});
