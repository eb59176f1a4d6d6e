import { expect, test } from "vitest";
import { parse } from "yaml";
import { annotated } from "../../sim/scenario/annotated.ts";
import { loadScenario } from "../../sim/scenario/load.ts";
import type { ScenarioInput } from "../../sim/scenario/schema.ts";

const scenario: ScenarioInput = {
  name: "a: name with #signs",
  workload: {
    arrivals: { process: "closed", max_concurrency: 4 },
    num_prompts: 100,
    prompt_tokens: { distribution: "fixed", tokens: 100 },
    output_tokens: { distribution: "fixed", tokens: 10 },
  },
  cluster: {
    pools: [
      { model: "a", gpu: "b", engine: { max_num_seqs: 64 } },
      { model: "c", gpu: "d" },
    ],
  },
};

const pool = ["cluster", "pools", 0];
const text = annotated(scenario, [pool, [...pool, "engine"]]);

test("comments change nothing of a scenario", () => {
  expect(parse(text)).toEqual(scenario);
});

test("comments are what the schema says, with unit and names", () => {
  const words = text.replaceAll(/\n *#/g, "");
  expect(words).toContain("# Clients, each with at most one request in flight.");
  expect(words).toContain(
    "# Clients that wait for their answer, think, and ask again. (constant, poisson, gamma, " +
      "piecewise, closed, trace)",
  );
  expect(words).toMatch(/tokens: 100 +# The length\. \[tokens\]/);
});

test("every key has one, and no line is too long", () => {
  const keys = text.split("\n").filter((line) => /^[ -]*\w+:/.test(line));
  expect(keys.filter((line) => !/ # [A-Z]/.test(line))).toEqual([]);
  expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
});

test("settings that are left out stand at their defaults: written, they change nothing", () => {
  const open = text.replaceAll(/^( +)# (\w+: )/gm, "$1$2");
  const load = (yaml: string) => loadScenario(yaml, { file: "x" }).scenario;
  expect(open).toMatch(/^ +block_size: 16 /m);
  expect(open).toMatch(/^ +tensor_parallel_size: 1 +# GPUs/m);
  // What holds further keys comes last.
  expect(open.indexOf("enable_sequence_parallel:")).toBeLessThan(open.indexOf("engine:"));
  expect(load(open)).toEqual(load(text));
});

test("settings that mean nothing beside the others are not offered", () => {
  // Of static batching, of a contiguous cache, and keys with one possible value.
  for (const key of ["max_batch_size", "reserve", "quantization"])
    expect(text).not.toContain(`# ${key}:`);
});
