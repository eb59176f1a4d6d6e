import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import type { Model } from "../../sim/machine/model.ts";
import { PartError } from "../../sim/machine/part-error.ts";

const nameless = (name: string): Omit<Model, "name"> => {
  const { name: _, ...model } = findModel(name);
  return model;
};

describe("a variant", () => {
  test.each([
    ["meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B"],
    ["meta-llama/Meta-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B"],
    ["NousResearch/Llama-2-7b-chat-hf", "meta-llama/Llama-2-7b-hf"],
    ["llama-3.3-70b", "meta-llama/Llama-3.3-70B-Instruct"],
    ["01-ai/Yi-34B-Chat", "01-ai/Yi-34B"],
    ["Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2-7B-Instruct"],
    ["deepseek-ai/DeepSeek-V3-0324", "deepseek-ai/DeepSeek-V3"],
    ["deepseek-ai/DeepSeek-R1-0528", "deepseek-ai/DeepSeek-R1"],
    ["deepseek-ai/DeepSeek-V3-FP8", "deepseek-ai/DeepSeek-V3"],
    ["Qwen/Qwen3-30B-A3B-Thinking-2507", "Qwen/Qwen3-30B-A3B-Instruct-2507"],
    ["mistralai/Mistral-Nemo-Instruct-2407", "mistralai/Mistral-Nemo-Instruct"],
    ["google/Mixtral-8x7B-it-v0.1", "mistralai/Mixtral-8x7B-v0.1"],
    ["tiiuae/falcon-40b-instruct", "tiiuae/falcon-40b"],
    ["GPT-3 175B", "openai/GPT-3-175B"],
    ["gpt3-175b", "openai/GPT-3-175B"],
  ])("%s is %s", (variant, known) => {
    expect(nameless(variant)).toEqual(nameless(known));
  });

  test("made for chat may be made for fewer tokens", () => {
    expect(findModel("Qwen/Qwen2.5-14B").context).toBe(131_072);
    expect(findModel("Qwen/Qwen2.5-14B-Instruct").context).toBe(32_768);
    expect(findModel("meta-llama/Llama-4-Scout-17B-16E").context).toBe(262_144);
    expect(findModel("meta-llama/Llama-4-Scout-17B-16E-Instruct").context).toBe(10_485_760);
  });

  test("of a date of its own is not the older one", () => {
    expect(findModel("Qwen/Qwen3-235B-A22B").context).toBe(40_960);
    expect(findModel("Qwen/Qwen3-235B-A22B-Instruct-2507").context).toBe(262_144);
  });

  test.each([
    ["Qwen/Qwen3-32B-FP8", "fp8", "block"],
    ["RedHatAI/Qwen3-32B-FP8-dynamic", "compressed-tensors", "row"],
    ["RedHatAI/Qwen3-32B-FP8", "compressed-tensors", "matrix"],
    ["neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8", "compressed-tensors", "matrix"],
    ["Qwen3-32B-FP8", "fp8", "block"],
    ["Llama-3.1-8B-FP8", "compressed-tensors", "matrix"],
    ["amd/Meta-Llama-3.1-405B-Instruct-FP8-KV", "compressed-tensors", "matrix"],
    ["nvidia/Llama-3.3-70B-Instruct-FP8", "modelopt", "matrix"],
    ["meta-llama/Llama-3.1-405B-Instruct-FP8", "fbgemm_fp8", "row"],
  ])("%s is packed by %s with a scale a %s", (name, method, per) => {
    expect(findModel(name).quantization).toMatchObject({ method, format: { scales: { per } } });
  });
});

describe("a name that is no variant", () => {
  test.each([
    "Qwen/Qwen3-7B",
    "mistralai/Mistral-7B-v0.9",
    "meta-llama/Llama-3.1-8B-AWQ",
    "openai/gpt-oss-20b-FP8",
    "Qwen/Qwen3-32B-FP8-quietly",
    "Llama",
    "",
  ])("%s is refused with the choices", (name) => {
    expect(() => findModel(name)).toThrow(
      expect.objectContaining({ path: "model", value: name, choices: [...modelNames] }),
    );
  });

  test("is met with what was probably meant", () => {
    const search = () => findModel("Qwen/Qwen3-33B");
    expect(search).toThrow(expect.objectContaining({ suggestion: "Qwen/Qwen3-32B" }));
    expect(search).toThrow(/did you mean Qwen\/Qwen3-32B\?/);
  });

  test("a name that stops short brings the one that goes on from there", () => {
    expect(() => findModel("Mixtral-8x7B")).toThrow(/did you mean mistralai\/Mixtral-8x7B-v0.1\?/);
  });

  test("is refused in no other way, whatever it is", () => {
    const anything = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant("__proto__"));
    fc.assert(
      fc.property(anything, (name) => {
        try {
          findModel(name);
        } catch (error) {
          if (!(error instanceof PartError)) throw error;
        }
      }),
    );
  });
});
