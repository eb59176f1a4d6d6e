import { describe, expect, test } from "vitest";
import {
  answerMemory,
  heldCsv,
  type MemoryQuestion,
  memoryJson,
} from "../../sim/explain/memory.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import type { MemorySettings } from "../../sim/machine/memory.ts";
import { readModel } from "../../sim/machine/read-model.ts";
import { llama70B, settings } from "../machine/world.ts";

const llama = findModel("meta-llama/Llama-3.1-8B");
const h100 = findGpu("H100-SXM-80GB");

const asked = (changes: Partial<MemoryQuestion> = {}) =>
  answerMemory({ model: llama, gpu: h100, settings, batch: 1, length: 8192, ...changes });

const large = readModel(llama70B, "70B");

describe("a GPU's memory", () => {
  test("is divided without remainder, and the rest holds requests", () => {
    const { plan, held, longest } = asked();
    const sum = plan.lines.reduce((total, { bytes }) => total + bytes, 0);
    expect(sum).toBeCloseTo(plan.kvCache, 0);
    expect(longest).toBe(131_072);
    expect(held.map(({ context }) => context)).toEqual([
      1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072,
    ]);
    // 28,957 blocks of 16 tokens: 463,312 tokens, of which 8,192 go 56 times.
    const at8k = held.find(({ context }) => context === 8192)!;
    expect(at8k.requests).toBe(Math.floor((plan.blocks * 16) / 8192));
    expect(at8k.bytesPerRequest).toBe(8192 * 131_072);
  });

  test("holds up to a longest request, and not one token more", () => {
    const tight = { ...settings, gpu_memory_utilization: 0.25 };
    const { longestHeld, longest, plan } = asked({ settings: tight });
    expect(longestHeld).toBe(plan.blocks * 16);
    expect(longestHeld).toBeLessThan(longest);
    expect(longestHeld).toBeGreaterThan(0);
    expect(asked().longestHeld).toBe(131_072);
  });

  test("ends its table at max_model_len", () => {
    const { held } = asked({ settings: { ...settings, max_model_len: 5000 } });
    expect(held.map(({ context }) => context)).toEqual([1024, 4096, 5000]);
  });
});

describe("an engine of several GPUs", () => {
  const of = { pipeline_parallel_size: 2, data_parallel_size: 3 };

  test("tells the share of each stage, and which decides, in JSON", () => {
    const json = memoryJson(asked({ settings: { ...settings, ...of } }));
    expect(json).toMatchObject({ gpus: 6, binding_stage: 2, placement: expect.any(Array) });
    expect(json.stages).toMatchObject([
      { first_layer: 0, last_layer: 15, embedding: true, head: false },
      { first_layer: 16, last_layer: 31, embedding: false, head: true, blocks: json.blocks },
    ]);
    expect(json.stages[0]!.blocks).toBeGreaterThan(json.blocks);
    expect(memoryJson(asked()).stages).toMatchObject([{ embedding: true, head: true }]);
  });

  test("has columns of its own at the end of the CSV", () => {
    const [header, first] = heldCsv(asked({ settings: { ...settings, ...of } })).split("\n");
    expect(header).toMatch(/,kv_bytes_per_request,binding_stage,data_parallel_ranks,gpus$/);
    expect(first).toMatch(/,2,3,6$/);
  });
});

describe("a model that does not fit", () => {
  test("says how many GPUs hold it, and what they hold", () => {
    const answer = asked({ model: large });
    expect(answer.plan.blocks).toBe(0);
    expect(answer.plan.kvCache).toBeLessThan(0);
    expect(answer.longestHeld).toBe(0);
    // 131 GiB of weights; two have 5.8 GiB each left, a request of 131,072 tokens takes 20.
    expect(answer.fewest).toMatchObject({ gpus: 4, tried: [1, 2, 4] });
    expect(answer.heldOnFewest.at(-1)!.requests).toBeGreaterThanOrEqual(1);
    expect(memoryJson(answer)).toMatchObject({ fits: false, blocks: 0, fewest_gpus: 4 });
  });

  test("fits where it is split", () => {
    const answer = asked({ model: large, settings: { ...settings, tensor_parallel_size: 4 } });
    expect(answer.plan.blocks).toBeGreaterThan(0);
    expect(answer.heldOnFewest).toEqual([]);
  });
});

describe("what a textbook says", () => {
  test("of the cache holds for GQA by heads, and not by hidden size", () => {
    const { textbook, textbookShort } = asked({ batch: 4, length: 1000 });
    expect(textbook).toMatchObject({
      holds: true,
      perToken: 2 * 32 * 8 * 128 * 2,
      total: 131_072 * 4000,
    });
    expect(textbookShort).toMatchObject({ holds: false, reason: expect.stringContaining("GQA") });
  });

  test("holds both ways for MHA, and of an 8-bit cache takes one byte", () => {
    const model = findModel("facebook/opt-13b");
    const eight: MemorySettings = { ...settings, kv_cache_dtype: "fp8" };
    const { textbook, textbookShort, plan } = asked({ model, length: 2048, settings: eight });
    expect(textbook).toMatchObject({ holds: true, perToken: 2 * 40 * 5120 });
    expect(textbookShort).toMatchObject({ holds: true, perToken: 2 * 40 * 5120 });
    expect(plan.kvBytesPerToken).toBe(2 * 40 * 5120);
  });
});

test("the table for notebooks has a row a length", () => {
  const lines = heldCsv(asked()).trim().split("\n");
  expect(lines[0]).toBe(
    "context_tokens,requests,ideal_requests,kv_bytes_per_request," +
      "binding_stage,data_parallel_ranks,gpus",
  );
  expect(lines).toHaveLength(1 + 7);
  expect(lines[3]).toBe(`8192,56,56,${8192 * 131_072},1,1,1`);
});
