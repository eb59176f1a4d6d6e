/** `rooflight explain`, as a user asks it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, rooflight } from "./rooflight.ts";

const LLAMA = ["--model", "meta-llama/Llama-3.1-8B-Instruct", "--gpu", "H100-SXM-80GB"];

const config = {
  model_type: "llama",
  hidden_size: 4096,
  intermediate_size: 14_336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128_256,
  max_position_embeddings: 131_072,
};

const explain = (...args: string[]) => rooflight(folderWith(), "explain", ...args);

test("a page of 80 columns, and a drawing beside it", async () => {
  const folder = folderWith();
  const args = [...LLAMA, "--decode", "8", "--prefill", "512", "--computed", "100"];
  const { code, stdout, stderr } = await rooflight(
    folder,
    ...["explain", ...args, "--svg", "roof.svg"],
  );
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  expect(stdout).toMatch(/^One step of meta-llama\/Llama-3\.1-8B-Instruct on one H100-SXM-80GB: 8/);
  expect(stdout).toContain("Drawn in roof.svg.");
  expect(readFileSync(join(folder, "roof.svg"), "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
});

test("of a group of GPUs, one GPU's share and the collectives stand in the table", async () => {
  const group = ["--decode", "8", "--tensor-parallel-size", "4"];
  const { stdout } = await explain(...LLAMA, ...group);
  expect(stdout).toMatch(/^One step of meta-llama\/Llama-3\.1-8B-Instruct on 4 × H100-SXM-80GB: 8/);
  expect(stdout).toMatch(/^ {3}attention all-reduce +32 +0 +2\.1 +network /m);
  expect(stdout).toContain("4 GPUs over NVLink 4");
  expect(stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  const split = await explain(...LLAMA, ...group, "--enable-sequence-parallel", "--csv");
  expect(split.stdout).toContain("MLP scatter,collective,32,");
});

test("of packed weights, says what is read in which format, and under which roof", async () => {
  const packed = ["--model", "RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "--decode", "8"];
  const { stdout } = await explain(...packed, "--gpu", "H100");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "Weights: 6,985 MB in fp8 (query, key, value; attention output; gate and up; down); " +
      "1,051 MB in bf16 (head). Achieved: ",
  );
  expect(stdout).toMatch(/^. {2}quantize +32 /m);
  expect(stdout).toContain("(1980 TFLOP/s in FP8 ÷ 3.35 TB/s)");
  expect(stdout).toContain("÷ 2 bytes)");
  const { stdout: unpacked } = await explain(...packed, "--gpu", "A100", "--json");
  const { operators, remarks, roof } = JSON.parse(unpacked);
  expect(operators.map(({ format }: { format: string }) => format)).toContain("fp8");
  expect(roof.format).toBe("bf16");
  expect(remarks[0]).toMatch(/^The A100-SXM-80GB has no FP8 arithmetic: .* unpacked to multiply/);
});

test("stages have a row each, the slowest has the table, and notebooks get all", async () => {
  const pipeline = ["--decode", "8", "--pipeline-parallel-size", "3"];
  const { code, stdout } = await explain(...LLAMA, ...pipeline);
  expect(code).toBe(0);
  expect(stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  expect(stdout.replaceAll("\n", " ")).toMatch(
    / in stage 3, the slowest: .* Through all 3 stages it takes [\d.]+ ms\. .* one in each stage, /,
  );
  expect(stdout).toMatch(/^ {4}1 {4}0–10 +[\d,]+ +0 {20,}[\d.]+ %$/m);
  expect(stdout).toMatch(/^ {4}3 {3}22–31 .* 100 %$/m);
  expect(stdout).toContain("2 hops between stages go over NVLink 4");
  const { stdout: csv } = await explain(...LLAMA, ...pipeline, "--csv");
  expect(csv).toMatch(/^embedding,.*,1$/m);
  expect(csv).toMatch(/^head,.*,3$/m);
});

test("what attention does of a byte is told by the heads of a GPU, latent or not", async () => {
  const attention = async (...args: string[]) =>
    (await explain(...args, "--gpu", "H100", "--decode", "8")).stdout.replaceAll("\n", " ");
  const heads = ["--model", "meta-llama/Llama-3.1-8B", "--tensor-parallel-size", "16"];
  // Two of 32 query heads, and a copy of one of eight KV heads.
  expect(await attention(...heads)).toContain("2 FLOP a byte (2 × 2 query heads a KV head ÷ 2");
  const latent = ["--model", "deepseek-ai/DeepSeek-V3", "--tensor-parallel-size", "8"];
  expect(await attention(...latent)).toContain(
    "30.2 FLOP a byte (2 × (576 + 512) ÷ 576 × 16 query heads ÷ 2 bytes)",
  );
});

test("experts are dealt out, and shared in waves", async () => {
  const mixture = ["--model", "Qwen/Qwen3-30B-A3B", "--gpu", "H100", "--decode", "8"];
  const { stdout } = await explain(
    ...mixture,
    ...["--data-parallel-size", "8", "--enable-expert-parallel"],
  );
  expect(stdout).toMatch(/^ {3}dispatch +48 +0 /m);
  expect(stdout.replaceAll("\n", " ")).toContain(
    "output tokens/s on 8 data-parallel ranks with such a step each.",
  );
  expect(stdout).toContain("experts are shared by 8 GPUs over");
  const dense = await explain(...LLAMA, "--decode", "8", "--enable-expert-parallel");
  expect(dense.code).toBe(2);
  expect(dense.stderr).toMatch(/^--enable-expert-parallel: asks for experts to deal out: there/);
});

test("a group that does not divide, or fit its servers, is refused", async () => {
  const refused = async (size: string) =>
    (await explain(...LLAMA, "--decode", "8", "--tensor-parallel-size", size)).stderr;
  expect(await refused("3")).toBe(
    "--tensor-parallel-size: 3 does not divide the 32 query heads of " +
      "meta-llama/Llama-3.1-8B-Instruct; 1, 2, 4, 8, 16, 32 do\n",
  );
  const many = ["--model", "openai/GPT-3-175B", "--gpu", "H100", "--decode", "8"];
  expect((await explain(...many, "--tensor-parallel-size", "12")).stderr).toBe(
    "--tensor-parallel-size: 12 does not fit: a group takes up to 8 GPUs of one server, or whole " +
      "servers of them\n",
  );
});

test("a model in a file costs what it costs by name", async () => {
  const folder = folderWith({ "config.json": JSON.stringify(config) });
  const step = ["--prefill", "700", "--context", "300", "--csv"];
  const named = await explain(...LLAMA, ...step);
  const described = await rooflight(
    folder,
    ...["explain", "--model", "config.json", "--gpu", "h100-sxm-80gb", ...step],
  );
  expect(named.stdout).toMatch(/^operator,kind,times,flops,/);
  expect(described.stdout).toBe(named.stdout);
});

test("JSON says what was asked", async () => {
  const { stdout } = await explain(...LLAMA, "--decode", "300", "--enforce-eager", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    engine: { max_num_seqs: 300, enforce_eager: true, sampler: "greedy" },
    step: { decodes: 300, context_tokens: 1024, padded_tokens: 300 },
    host: { launches: "kernels" },
  });
});

test.each([
  [[...LLAMA], "Give --prefill TOKENS, --decode REQUESTS, or both: what the step computes\n"],
  [[...LLAMA, "--decode", "many"], '--decode: "many" is not a whole number from 1 to 1000000000\n'],
  [
    [...LLAMA, "--decode", "9", "--max-num-seqs", "8"],
    "--decode: 9 is more than max_num_seqs, 8\n",
  ],
  [
    [...LLAMA, "--decode", "9", "--sampler", "gredy"],
    '--sampler: "gredy" is not one of greedy, plain, top-k, top-p (did you mean greedy?)\n',
  ],
  [[...LLAMA, "--decode", "9", "--json", "--csv"], "--json and --csv: give one of them\n"],
  [[...LLAMA, "--decode", "9", "--decode", "8"], "--decode is given twice\n"],
  [
    ["--model", "none.json", "--gpu", "H100-SXM-80GB", "--decode", "9"],
    '--model: "none.json" cannot be read from none.json: there is no such file\n',
  ],
])("refuses %j", async (args, words) => {
  const { code, stdout, stderr } = await explain(...args);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: words });
});

test("names what there is where a GPU is not known", async () => {
  const { code, stderr } = await explain(...LLAMA.slice(0, 3), "H100-SMX", "--decode", "1");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^--gpu: "H100-SMX" is not one of .*\(did you mean H100-SXM-80GB\?\)\n$/);
});

test("refuses weights that no engine serves on the GPU, and says why", async () => {
  const folder = folderWith({
    "config.json": JSON.stringify({
      ...config,
      quantization_config: { quant_method: "fbgemm_fp8" },
    }),
  });
  const { code, stderr } = await rooflight(
    folder,
    ...["explain", "--model", "config.json", "--gpu", "V100-SXM-16GB", "--decode", "1"],
  );
  expect(code).toBe(2);
  expect(stderr).toBe(
    '--gpu: "V100-SXM-16GB" is a Volta GPU, which no engine serves weights in FP8 on\n',
  );
});

test("unequal choices and collectives beside kernels can be asked for", async () => {
  const qwen = ["--model", "Qwen/Qwen3-30B-A3B", "--gpu", "H100-SXM-80GB", "--decode", "64"];
  const time = async (...more: string[]): Promise<number> =>
    JSON.parse((await explain(...qwen, "--tensor-parallel-size", "2", "--json", ...more)).stdout)
      .gpu_time_us;
  const plain = await time();
  // Fewer experts are read where tokens prefer some.
  expect(await time("--expert-skew", "1")).toBeLessThan(plain);
  expect(await time("--collective-overlap", "0.5")).toBeLessThan(plain);
  expect((await explain(...qwen, "--collective-overlap", "2")).stderr).toContain(
    '--collective-overlap: "2" is not a number from 0 to 1',
  );
  expect((await explain(...LLAMA, "--decode", "8", "--expert-skew", "1")).stderr).toContain(
    "--expert-skew: 1 ",
  );
});
