/**
 * Every model of the catalogue against the total of its weight files.
 *
 * "hub" is the count that the Hugging Face Hub reads off the headers of the safetensors files
 * (`safetensors.total`); "index" is `total_size` of the checkpoint's index, in bytes. Both count
 * scales of quantized weights as tensors, and files may repeat a tied head. They were looked up in
 * copies that public repositories keep; where none was found, the paper's own count stands.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { parameters, weightBytes } from "../../sim/machine/parameters.ts";

type Published =
  | { hub: number; withoutScales?: true }
  | { index: number; repeatsHead?: true }
  | { paper: number; because: string };

const noIndex = "no copy of the index was found";

const published: Record<string, Published> = {
  "facebook/opt-13b": { paper: 12_853_473_280, because: `${noIndex}; transformers' class says so` },
  "facebook/opt-66b": { paper: 66e9, because: noIndex },
  "meta-llama/Llama-2-7b-hf": { hub: 6_738_415_616 },
  "meta-llama/Llama-2-13b-hf": { hub: 13_015_864_320 },
  "meta-llama/Llama-2-70b-hf": { hub: 68_976_648_192 },
  "codellama/CodeLlama-34b-hf": { hub: 33_743_970_304 },
  "meta-llama/Meta-Llama-3-8B": { hub: 8_030_261_248 },
  "meta-llama/Meta-Llama-3-70B": { hub: 70_553_706_496 },
  "meta-llama/Llama-3.1-8B": { hub: 8_030_261_248 },
  "meta-llama/Llama-3.1-70B": { hub: 70_553_706_496 },
  "meta-llama/Llama-3.1-405B": { index: 811_706_777_600 },
  "meta-llama/Llama-3.2-1B": { hub: 1_235_814_400 },
  "meta-llama/Llama-3.2-3B": { hub: 3_212_749_824 },
  "meta-llama/Llama-3.3-70B-Instruct": { hub: 70_553_706_496 },
  "meta-llama/Llama-4-Scout-17B-16E": { hub: 108_641_793_536 },
  "mistralai/Mistral-7B-v0.1": { hub: 7_241_732_096 },
  "mistralai/Mistral-7B-Instruct-v0.2": { hub: 7_241_732_096 },
  "mistralai/Mistral-7B-v0.3": { hub: 7_248_023_552 },
  "mistralai/Mistral-Nemo-Base-2407": { hub: 12_247_782_400 },
  "mistralai/Mixtral-8x7B-v0.1": { hub: 46_702_792_704 },
  "mistralai/Mixtral-8x22B-v0.1": { index: 281_241_268_224 },
  "Qwen/Qwen2-7B": { hub: 7_615_616_512 },
  "Qwen/Qwen2.5-7B": { hub: 7_615_616_512 },
  "Qwen/Qwen2.5-14B": { hub: 14_770_033_664 },
  "Qwen/Qwen2.5-32B": { hub: 32_763_876_352 },
  "Qwen/Qwen2.5-72B": { hub: 72_706_203_648 },
  "Qwen/Qwen3-8B": { hub: 8_190_735_360 },
  "Qwen/Qwen3-14B": { hub: 14_768_307_200 },
  "Qwen/Qwen3-32B": { hub: 32_762_123_264 },
  "Qwen/Qwen3-30B-A3B": { hub: 30_532_122_624 },
  "Qwen/Qwen3-30B-A3B-Instruct-2507": { hub: 30_532_122_624 },
  "Qwen/Qwen3-235B-A22B": { index: 470_187_269_120 },
  "Qwen/Qwen3-235B-A22B-Instruct-2507": { hub: 235_093_634_560 },
  "openai/GPT-3-175B": {
    paper: 174_600e6,
    because: "weights unpublished; table D.1 says 174,600 M",
  },
  // The index holds experts in 4 bits with their scales, so it judges formats too.
  "openai/gpt-oss-20b": { index: 13_761_264_768 },
  "openai/gpt-oss-120b": { index: 65_248_815_744 },
  "deepseek-ai/DeepSeek-V3": { hub: 684_531_386_000 },
  "deepseek-ai/DeepSeek-R1": { hub: 684_489_845_504, withoutScales: true },
  "MiniMaxAI/MiniMax-M2.5": { hub: 228_703_644_928 },
  "01-ai/Yi-34B": { hub: 34_388_917_248 },
  "tiiuae/falcon-7b": { index: 2 * 7_217_189_760, repeatsHead: true },
  "tiiuae/falcon-40b": { index: 83_671_941_120, repeatsHead: true },
};

describe("weights of the catalogue", () => {
  test("have a published total each", () => {
    expect(Object.keys(published).sort()).toEqual([...modelNames].sort());
  });

  test.each(modelNames)("of %s are those of its files", (name) => {
    const model = findModel(name);
    const { total, vision, mtp, scales, embedding } = parameters(model);
    const said = published[name]!;
    if ("hub" in said) {
      expect(total + vision + mtp + (said.withoutScales ? 0 : scales)).toBe(said.hub);
    } else if ("index" in said) {
      const repeated = said.repeatsHead ? embedding * model.bytesPerElement : 0;
      expect(weightBytes(model, { mtp: true }) + repeated).toBe(said.index);
    } else {
      expect(Math.abs(total / said.paper - 1)).toBeLessThan(0.005);
    }
  });

  test("of gpt-oss are 20.9 and 116.8 billion, however they are packed", () => {
    // The Hub counts two of them in each byte.
    expect(parameters(findModel("openai/gpt-oss-20b")).total).toBe(20_914_757_184);
    expect(parameters(findModel("openai/gpt-oss-120b")).total).toBe(116_829_156_672);
  });

  test("of DeepSeek-V3 tell the layer that drafts apart", () => {
    const { total, mtp, embedding, head, active } = parameters(
      findModel("deepseek-ai/DeepSeek-V3"),
    );
    // README_WEIGHTS: 671B in all, 36.7B active with one of embedding and head (0.9B each); in the
    // module that drafts 11.5B of its own beside copies of both.
    expect(total / 1e9).toBeCloseTo(671.0, 1);
    expect((mtp - embedding - head) / 1e9).toBeCloseTo(11.6, 1);
    expect((active - embedding) / 1e9).toBeCloseTo(36.6, 1);
  });

  test("of Llama-4-Scout tell the vision tower apart", () => {
    // patches 588·1408, class token 1408, positions 577·1408; a layer: attention 4·(1408² + 1408),
    // MLP 2·1408·5632 + 7040, norms 4·1408; norms 4·1408, adapter 5632·4096 + 4096², into 5120
    const layer = 4 * (1408 * 1408 + 1408) + 2 * 1408 * 5632 + 7040 + 4 * 1408;
    const around = (588 + 1 + 577 + 4) * 1408 + 5632 * 4096 + 4096 * 4096 + 4096 * 5120;
    const { vision, active } = parameters(findModel("meta-llama/Llama-4-Scout-17B-16E"));
    expect(vision).toBe(34 * layer + around);
    // It is called 17B for what one token meets.
    expect(active / 1e9).toBeCloseTo(17.2, 1);
  });
});

describe("weights in 8 bits", () => {
  test("of Qwen3-32B-FP8 are what the Hub counts by format", () => {
    // { BF16: 1558406144, F8_E4M3: 31205621760 }; its scales are among the former
    const { total, scales, embedding, head, norms, finalNorm } = parameters(
      findModel("Qwen/Qwen3-32B-FP8"),
    );
    const kept = embedding + head + norms + finalNorm;
    expect(kept + scales).toBe(1_558_406_144);
    expect(total - kept).toBe(31_205_621_760);
  });

  test("of Qwen's mixtures have a scale for each block of each expert", () => {
    const counted = (name: string): number => {
      const { total, scales } = parameters(findModel(name));
      return total + scales;
    };
    expect(counted("Qwen/Qwen3-30B-A3B-Instruct-2507-FP8")).toBe(30_533_947_392);
    expect(counted("Qwen/Qwen3-235B-A22B-Instruct-2507-FP8")).toBe(235_107_904_512);
  });

  test("of DeepSeek-V3 are what the Hub counts by format", () => {
    // { BF16: 3918786560, F8_E4M3: 680571043840, F32: 41555600 }
    const bytes = 2 * 3_918_786_560 + 680_571_043_840 + 4 * 41_555_600;
    expect(weightBytes(findModel("deepseek-ai/DeepSeek-V3"), { mtp: true })).toBe(bytes);
  });

  test("leave the attention of Llama 4 in 16 bits, or not, by who packed them", () => {
    const by = (owner: string, suffix: string): number =>
      weightBytes(findModel(`${owner}/Llama-4-Scout-17B-16E-Instruct-${suffix}`));
    const { attention } = parameters(findModel("meta-llama/Llama-4-Scout-17B-16E"));
    // A byte more for each weight of attention, less than a thousandth for scales.
    const more = by("RedHatAI", "FP8") - by("nvidia", "FP8");
    expect(Math.abs(more / attention - 1)).toBeLessThan(0.001);
  });

  test("leave attention and the ends of Llama-3.1-405B in 16 bits", () => {
    const model = findModel("meta-llama/Llama-3.1-405B-Instruct-FP8");
    // MLPs of 124 of 126 layers: a byte each, and 4 for each row
    const rows = 124 * (2 * 53_248 + 16_384);
    const packed = 124 * 3 * 16_384 * 53_248;
    const { total, scales } = parameters(model);
    expect(scales).toBe(rows);
    expect(weightBytes(model)).toBe(2 * total - packed + 4 * rows);
  });
});

const cases = findData("e2e_cases/argonne_h100_dev.json")?.replace(/[^/]*$/, "");

test.skipIf(cases === undefined)("every model that was measured is found", () => {
  const names = readdirSync(cases!)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(cases! + file, "utf8")).cases)
    .map(({ model }) => String(model));
  expect(names.length).toBeGreaterThan(1000);
  for (const name of new Set(names)) expect(findModel(name).name).toBe(name);
});
