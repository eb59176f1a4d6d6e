/** A step of several GPUs, explained: every stage, and ranks that share experts. */
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { causes } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { type Explanation, explain, explanationJson } from "../../sim/explain/explanation.ts";
import { operatorCsv } from "../../sim/explain/operator-table.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { ParallelSettings } from "../../sim/machine/parallel.ts";

const usual = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
} as const;

const gpu = findGpu("H100-SXM-80GB");

const explained = (name: string, parallel: ParallelSettings): Explanation =>
  explain({
    model: findModel(name),
    gpu,
    settings: { ...usual, ...parallel },
    asked: { prefill: 100, computed: 0, decode: 64, context: 1024 },
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe("the stages of a pipeline", () => {
  const name = "meta-llama/Llama-3.1-8B";
  const parallel = { tensor_parallel_size: 2, pipeline_parallel_size: 3 };
  const { step, placement } = explained(name, parallel);

  test("have operators that sum to what each is charged, and all to what the step is", () => {
    for (const { operators, gpu: whole } of step.stages)
      expect(sum(operators.map(({ seconds }) => seconds))).toBe(whole);
    const cost = createCost({ model: findModel(name), gpu, settings: { ...usual, ...parallel } });
    expect(step.through).toBe(cost.gpu(step.shape, new Float64Array(causes.length)));
    expect(step.through).toBe(sum(step.stages.map(({ gpu: whole, received }) => whole + received)));
    expect(step.stages[0]!.received).toBe(0);
    expect(placement.hops).toHaveLength(2);
  });

  test("share the layers; the embedding is in the first, the head in the last", () => {
    const names = step.stages.map(({ operators }) => operators.map((operator) => operator.name));
    expect(names.map((stage) => stage.includes("embedding"))).toEqual([true, false, false]);
    expect(names.map((stage) => stage.includes("head"))).toEqual([false, false, true]);
    const times = step.stages.map(
      ({ operators }) => operators.find((operator) => operator.name === "down")!.times,
    );
    // 32 layers: those left over go before the last.
    expect(times).toEqual([11, 11, 10]);
  });

  test("let a step follow another as soon as the slowest has done with it", () => {
    expect(step.gpu).toBe(Math.max(...step.stages.map(({ gpu: whole }) => whole)));
    expect(step.period).toBeGreaterThanOrEqual(step.gpu);
    expect(step.period).toBeLessThan(step.through);
  });

  test("are all in CSV and JSON, each operator with its stage", () => {
    const csv = operatorCsv(step.stages.flatMap(({ operators }) => operators));
    const { data } = Papa.parse<Record<string, string>>(csv.trim(), { header: true });
    expect(new Set(data.map(({ stage }) => stage))).toEqual(new Set(["1", "2", "3"]));
    const json = explanationJson(explained(name, parallel));
    expect(json).toMatchObject({
      gpus: 6,
      placement: [expect.stringContaining("2 GPUs"), "2 hops between stages go over NVLink 4"],
    });
    expect(json.stages.map(({ first_layer, last_layer }) => [first_layer, last_layer])).toEqual([
      [0, 10],
      [11, 21],
      [22, 31],
    ]);
    expect(Math.max(...json.stages.map(({ busy }) => busy))).toBeLessThanOrEqual(1);
  });
});

test("ranks that share experts are explained in a wave of such steps", () => {
  const of = (data_parallel_size: number) =>
    explained("Qwen/Qwen3-30B-A3B", { data_parallel_size, enable_expert_parallel: true });
  const alone = of(1).step;
  const shared = of(8).step;
  expect([alone.shape.waveTokens, alone.shape.waveMost]).toEqual([0, 0]);
  // 164 tokens are padded to 168, in each of eight ranks.
  expect([shared.shape.waveTokens, shared.shape.waveMost]).toEqual([8 * 168, 168]);
  const named = (step: Explanation["step"], name: string) =>
    step.operators.find((operator) => operator.name === name);
  expect(named(alone, "dispatch")).toBeUndefined();
  // All tokens of the wave in 16 bits, 48 layers, and their eight choices of two numbers.
  expect(named(shared, "dispatch")!.message).toBe(48 * 8 * 168 * (2048 * 2 + 2 * 8 * 4));
  // Whichever rank they come from, attention reads the same.
  expect(named(shared, "attention of decodes")!.kv).toBe(named(alone, "attention of decodes")!.kv);
});

test("a dense model has no wave: its ranks are as they are alone", () => {
  const of = (data_parallel_size: number) =>
    explained("meta-llama/Llama-3.1-8B", { data_parallel_size }).step;
  expect(of(4).gpu).toBe(of(1).gpu);
  expect(of(4).shape).toEqual(of(1).shape);
});
