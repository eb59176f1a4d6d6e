/** `rooflight init`: a scenario to start from. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { folderWith, rooflight } from "./rooflight.ts";

test("writes a scenario that runs as it says, and never over another file", async () => {
  const folder = folderWith();
  const { code, stdout } = await rooflight(folder, "init");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "scenario.yaml written. Next:\n  npx rooflight run scenario.yaml\n",
  });
  expect(readdirSync(folder)).toEqual(["scenario.yaml"]);
  const run = await rooflight(folder, "run", "scenario.yaml", "--json", "--fail-on-slo");
  expect(run.code).toBe(0);

  writeFileSync(join(folder, "scenario.yaml"), "mine");
  const again = await rooflight(folder, "init");
  expect(again.code).toBe(2);
  expect(again.stderr).toBe(
    "scenario.yaml: there is one already; name another file, or --print it\n",
  );
  expect(readFileSync(join(folder, "scenario.yaml"), "utf8")).toBe("mine");
  expect(readdirSync(folder)).toEqual(["scenario.yaml"]);
});

test("leads editors to the schema, and the run to a model of one's own", async () => {
  const folder = folderWith({
    "config.json": JSON.stringify({
      num_hidden_layers: 8,
      hidden_size: 1024,
      num_attention_heads: 8,
      intermediate_size: 4096,
      vocab_size: 32_000,
      max_position_embeddings: 1024,
    }),
  });
  mkdirSync(join(folder, "below"));
  const args = ["below/mine.yaml", "--model", "config.json", "--gpu", "L4", "--json"];
  const { code, stdout, stderr } = await rooflight(folder, "init", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { file, next } = JSON.parse(stdout);
  expect(next).toBe("npx rooflight run below/mine.yaml");
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const [, schema] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? [];
  expect(resolve(dirname(path), schema!)).toBe(resolve("scenarios/scenario.schema.json"));
  expect(existsSync(resolve(dirname(path), schema!))).toBe(true);
  expect(text).toContain("model: ../config.json");
  const run = await rooflight(folder, "run", file, "--json");
  expect([run.code, run.stderr]).toEqual([0, ""]);
});

test("refuses what could not run before it writes anything", async () => {
  const folder = folderWith();
  const args = ["--model", "deepseek-ai/DeepSeek-V3", "--gpu", "V100-SXM-16GB"];
  const { code, stderr } = await rooflight(folder, "init", ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^--(model|gpu): /);
  expect(readdirSync(folder)).toEqual([]);
});

test("starts with as many GPUs as hold the model", async () => {
  const folder = folderWith();
  const args = ["--model", "meta-llama/Llama-3.1-8B", "--gpu", "V100-SXM-16GB"];
  const { code } = await rooflight(folder, "init", ...args);
  expect(code).toBe(0);
  // 15 GiB of weights do not fit one of them.
  const text = readFileSync(join(folder, "scenario.yaml"), "utf8");
  expect(text).toMatch(/^ +tensor_parallel_size: 2 /m);
  expect(await rooflight(folder, "run", "scenario.yaml", "--json")).toMatchObject({ code: 0 });
});
