/** `rooflight memory`: what it prints, and what it refuses. */
import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import { memoryPage } from "../../sim/cli/memory/page.ts";
import {
  answerMemory,
  findGpu,
  findModel,
  gpuNames,
  type Model,
  modelNames,
  type ParallelSettings,
  readModel,
} from "../../sim/index.ts";
import { llama70B, settings } from "../machine/world.ts";
import { folderWith, rooflight } from "./rooflight.ts";

const plain = createColors(false);

/** Llama-3.1's shape, in so many layers. */
const llamaOf = (layers: number, changes: object = {}): Model =>
  readModel({ ...llama70B, num_hidden_layers: layers, ...changes }, "a model");

const pageOf = (model: Model, gpu = "H100-SXM-80GB", parallel: ParallelSettings = {}): string[] =>
  memoryPage(
    answerMemory({
      model,
      gpu: findGpu(gpu),
      settings: { ...settings, ...parallel },
      batch: 1,
      length: 8192,
    }),
    plain,
  ).split("\n");

/** GiB of each line of the sum, in hundredths. */
const sumOf = (page: readonly string[]): number[] =>
  page
    .map((line) => /^[A-Za-z ]+ (−?)(\d+\.\d\d) GiB {2}/.exec(line))
    .filter((match) => match !== null)
    .map(([, sign, value]) => (sign === "" ? 1 : -1) * Math.round(100 * Number(value)));

describe("the page", () => {
  const models: [string, Model][] = [
    ["that fits", llamaOf(24)],
    ["that does not fit", llamaOf(80)],
    ["that just fits", llamaOf(40)],
    ["of windows", llamaOf(24, { model_type: "mistral", sliding_window: 4096 })],
    [
      "of latent attention",
      llamaOf(20, {
        kv_lora_rank: 512,
        qk_rope_head_dim: 64,
        qk_nope_head_dim: 128,
        v_head_dim: 128,
      }),
    ],
  ];

  test.each(models)("of a model %s keeps to 80 columns, and its sum adds up", (_, model) => {
    const page = pageOf(model);
    expect(page.filter((line) => [...line].length > 80)).toEqual([]);
    const lines = sumOf(page);
    expect(lines.length).toBeGreaterThanOrEqual(6);
    const left = lines.at(-1);
    expect(lines.slice(0, -1).reduce((a, b) => a + b)).toBe(left);
    const bar = page.find((line) => /^[█▓▒░·]+$/.test(line))!;
    expect([...bar]).toHaveLength(80);
  });

  test("of every model and GPU of the catalogue keeps to both", () => {
    for (const [index, name] of modelNames.entries()) {
      const gpu = gpuNames[index % gpuNames.length]!;
      const page = pageOf(findModel(name), gpu);
      expect(page.filter((line) => [...line].length > 80)).toEqual([]);
      const lines = sumOf(page);
      expect(lines.slice(0, -1).reduce((a, b) => a + b)).toBe(lines.at(-1));
    }
  });

  test("begins with the answer", () => {
    expect(pageOf(llamaOf(24)).join(" ")).toMatch(
      new RegExp(
        "^a model on one H100-SXM-80GB: [\\d.]+ GiB of weights leave [\\d.]+ GiB for the KV " +
          "cache, which holds \\d+ requests of 8,192 tokens at once, or \\d of 131,072",
      ),
    );
    expect(pageOf(llamaOf(80)).join(" ")).toMatch(
      /^a model does not fit one H100-SXM-80GB: .* 4 × H100-SXM-80GB are the fewest that hold it/,
    );
  });

  test("names every part of the bar, and where the memory ends that is too small", () => {
    const fits = pageOf(llamaOf(24)).join("\n");
    for (const name of ["weights", "activations", "reserve", "KV cache", "left to others"])
      expect(fits).toMatch(new RegExp(`${name} \\d+\\.\\d\\d`));
    expect(pageOf(llamaOf(80)).join("\n")).toContain("the engine may use so much ▲");
  });

  test("says why the short formula does not hold", () => {
    const text = (model: Model) => pageOf(model).join(" ").replaceAll(/ +/g, " ");
    expect(text(llamaOf(24))).toContain("does not hold: GQA: 64 query heads share 8 KV heads");
    const latent = text(models[4]![1]);
    expect(latent).toContain("does not hold: MLA caches one latent vector");
  });
});

describe("of an engine of several GPUs, the page", () => {
  const spread = (model: Model, parallel: ParallelSettings) => {
    const page = pageOf(model, "H100-SXM-80GB", parallel);
    expect(page.filter((line) => [...line].length > 80)).toEqual([]);
    return page.join("\n");
  };

  const inOneLine = (page: string): string => page.replaceAll("\n", " ");

  test("has a row a stage, with the one that decides", () => {
    const page = spread(llamaOf(7), { tensor_parallel_size: 2, pipeline_parallel_size: 3 });
    expect(page).toMatch(/^ {4}1 {5}0–1 {2}embedding +\d/m);
    expect(page).toMatch(/^ {4}2 {5}2–4 {13}.*\d {2}decides$/m);
    expect(page).toMatch(/^ {4}3 {5}5–6 {2}head .*\d$/m);
    expect(page).toContain("KV cache: 3 layers × 1024 elements × 2 B = 6,144 bytes a token on");
    // It has a layer more than either neighbour.
    expect(inOneLine(page)).toContain(
      "on each GPU of stage 2, which has the least room for its layers, leave",
    );
    expect(inOneLine(page)).toContain(
      "A tensor-parallel group joins 2 GPUs over NVLink 4; 2 hops between stages go over NVLink 4.",
    );
  });

  test("says what of the experts a GPU holds", () => {
    const mixtral = findModel("mistralai/Mixtral-8x7B-v0.1");
    const dealt = spread(mixtral, { data_parallel_size: 4, enable_expert_parallel: true });
    expect(inOneLine(dealt)).toContain(
      "Each GPU holds 2 of the 8 experts of a layer; experts are shared by 4 GPUs over",
    );
    expect(inOneLine(spread(mixtral, { tensor_parallel_size: 4 }))).toContain(
      "Each GPU holds 1/4 of each of the 8 experts of a layer;",
    );
  });

  test("says that each data-parallel rank holds as much", () => {
    const page = spread(llamaOf(7), { data_parallel_size: 4 });
    expect(inOneLine(page)).toMatch(/the longest, in each of 4 data-parallel ranks\. /);
  });
});

test("weights in FP8 on a GPU without FP8 arithmetic are told to be unpacked there", () => {
  const fp8 = llamaOf(2, { quantization_config: { quant_method: "fbgemm_fp8" } });
  const words = (gpu: string) => pageOf(fp8, gpu).join(" ");
  expect(words("A100")).toContain("Note: The A100-SXM-80GB has no FP8 arithmetic");
  expect(words("V100")).toContain("Note: the V100-SXM-16GB is a Volta GPU");
  expect(words("H100")).not.toContain("no FP8 arithmetic");
});

test("a model kept in bfloat16 on a GPU without it is told what serves instead", () => {
  const note = "Note: The V100-SXM-16GB has no BF16 arithmetic";
  expect(pageOf(llamaOf(2), "V100").join(" ")).toContain(note);
  expect(pageOf(llamaOf(2), "A100").join(" ")).not.toContain("BF16");
});

test("a model too large is an answer, with exit code 0", async () => {
  const { code, stdout, stderr } = await rooflight(
    folderWith(),
    ...["memory", "--model", "facebook/opt-13b", "--gpu", "A100-SXM-80GB", "--json"],
    ...["--gpu-memory-utilization", "0.3"],
  );
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ fits: false, kv_bytes_per_token: 819_200 });
});

const OPT = ["--model", "facebook/opt-13b", "--gpu", "A100-SXM-80GB"];

test.each([
  [
    ["--max-model-len", "5000"],
    "--max-model-len: 5000 is more than the 2048 positions of facebook/opt-13b\n",
  ],
  [
    ["--max-model-len", "1000", "--length", "2000"],
    "--length: 2000 is more than max_model_len, 1000\n",
  ],
  [["--gpu-memory-utilization", "1.5"], "--gpu-memory-utilization: 1.5 is above 1\n"],
  [
    ["--kv-cache-dtype", "fp9"],
    '--kv-cache-dtype: "fp9" is not one of auto, float16, bfloat16, fp8, fp8_e4m3, fp8_e5m2 ' +
      "(did you mean fp8?)\n",
  ],
  [
    ["--tensor-parallel-size", "3"],
    "--tensor-parallel-size: 3 does not divide the 40 query heads of facebook/opt-13b; " +
      "1, 2, 4, 8 do\n",
  ],
  [
    ["--tensor-parallel-size", "8", "--gpus-per-node", "3"],
    "--tensor-parallel-size: 8 does not fit: a group takes up to 3 GPUs of one server, or whole " +
      "servers of them\n",
  ],
  [
    ["--pipeline-parallel-size", "41"],
    "--pipeline-parallel-size: 41 is more than the 40 layers of facebook/opt-13b\n",
  ],
  [
    ["--data-parallel-size", "2", "--enable-expert-parallel"],
    "--enable-expert-parallel: asks for experts to deal out: there are none in the layers of " +
      "facebook/opt-13b\n",
  ],
])("refuses %j", async (args, words) => {
  const { code, stdout, stderr } = await rooflight(folderWith(), "memory", ...OPT, ...args);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: words });
});
