import { describe, expect, test } from "vitest";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { kvBytesPerToken } from "../../sim/machine/kv.ts";
import { parameters, weightBytes } from "../../sim/machine/parameters.ts";

const GIB = 2 ** 30;

describe("the catalogue of models", () => {
  // Published sizes: the sum of all tensors of each checkpoint.
  test.each([
    ["facebook/opt-13b", 12_853_473_280],
    ["meta-llama/Llama-2-7b-hf", 6_738_415_616],
    ["meta-llama/Llama-3.1-8B", 8_030_261_248],
    ["meta-llama/Llama-3.2-1B", 1_235_814_400],
    ["mistralai/Mistral-7B-v0.3", 7_248_023_552],
    ["Qwen/Qwen3-14B", 14_768_307_200],
  ])("%s has %i weights, to the last one", (name, weights) => {
    expect(parameters(findModel(name)).total).toBe(weights);
  });

  test("variants of a model are found by its architecture, and keep the name asked for", () => {
    const base = findModel("meta-llama/Llama-3.1-8B");
    expect(findModel("meta-llama/Llama-3.1-8B-Instruct")).toEqual({
      ...base,
      name: "meta-llama/Llama-3.1-8B-Instruct",
    });
    expect(findModel("mistralai/mistral-7b-instruct-v0.3").vocabulary).toBe(32_768);
    expect(findModel("llama-2-7B-chat-hf").intermediate).toBe(11_008);
  });

  test("another version is another model", () => {
    expect(() => findModel("mistralai/Mistral-7B-v0.9")).toThrow(
      expect.objectContaining({ path: "model", choices: [...modelNames] }),
    );
  });
});

describe("bytes of a model", () => {
  test("Llama-2-7B weighs 13.48 GB in 16 bits", () => {
    // 6,738,415,616 weights × 2 B
    expect(weightBytes(findModel("meta-llama/Llama-2-7b-hf"))).toBe(13_476_831_232);
  });

  test("the cache of Llama-2-7B takes 2 GiB for 4,096 tokens", () => {
    // keys and values 2 × 32 layers × 4,096 wide × 2 B = 512 KiB a token; × 4,096 = 2 GiB
    expect(4096 * kvBytesPerToken(findModel("meta-llama/Llama-2-7b-hf"))).toBe(2 * GIB);
  });

  test("grouped heads shrink the cache by heads over KV heads", () => {
    const grouped = findModel("meta-llama/Llama-3.1-8B");
    const full = { ...grouped, kvHeads: grouped.heads };
    const single = { ...grouped, kvHeads: 1 };
    expect(kvBytesPerToken(full) / kvBytesPerToken(grouped)).toBe(32 / 8);
    expect(kvBytesPerToken(full) / kvBytesPerToken(single)).toBe(32);
  });

  test("an 8-bit cache takes half", () => {
    const model = findModel("Qwen/Qwen3-14B");
    expect(kvBytesPerToken(model, { kv_cache_dtype: "fp8" })).toBe(kvBytesPerToken(model) / 2);
  });

  test("a tied head weighs nothing of its own", () => {
    const tied = findModel("meta-llama/Llama-3.2-1B");
    const untied = { ...tied, tiedEmbeddings: false };
    expect(parameters(tied).head).toBe(0);
    expect(parameters(untied).total - parameters(tied).total).toBe(128_256 * 2048);
  });
});
