/** Loading: all problems at once, overrides, and the way back from a path to its place. */
import { expect, test } from "vitest";
import { ScenarioError } from "../../sim/scenario/load.ts";
import { chat, complaints, load, spoiled } from "./world.ts";

test("all problems of a file are told at once, in its order", () => {
  const text = chat
    .replace("name: chat", "nam: chat")
    .replace("num_prompts: 100", "num_prompts: -1")
    .replace("tokens: 64", "mean: 64")
    .replace("max_num_seqs: 64", "max_batch_size: 4, reserve: most")
    .replace("ttft: 500 ms", "ttft: soon");
  expect(complaints(text)).toEqual([
    "chat.yaml:1:1  name: is missing: it must be text",
    "chat.yaml:1:1  nam: is unknown (did you mean name?)",
    "chat.yaml:4:16  workload.num_prompts: -1 is below 1",
    "chat.yaml:6:3  workload.output_tokens.tokens: is missing: it must be a number",
    "chat.yaml:8:5  workload.output_tokens.mean: belongs to distribution: normal or lognormal",
    "chat.yaml:13:33  cluster.pools.0.engine.max_batch_size: 4 belongs to batching: static, " +
      "not in-flight",
    'chat.yaml:13:45  cluster.pools.0.engine.reserve: "most" is not one of max, pow2, oracle',
    'chat.yaml:13:45  cluster.pools.0.engine.reserve: "most" belongs to kv_layout: contiguous, ' +
      "not paged",
    'chat.yaml:15:14  slo.ttft: "soon" is not a time such as 50 ms or 10 min; a bare number is ' +
      "seconds",
  ]);
});

test("the error holds each problem with its path and place", () => {
  try {
    load(spoiled("num_prompts: 100", "num_prompts: 0"));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    expect((error as ScenarioError).problems).toMatchObject([
      { path: ["workload", "num_prompts"], value: 0, place: { line: 4, column: 16 } },
    ]);
  }
});

test("quantities are read in SI, whatever unit they bear", () => {
  const slo = (text: string) => load(spoiled("ttft: 500 ms", text)).scenario.slo;
  expect(slo("ttft: 500 ms, e2el: 2 min")).toEqual({ ttft: 0.5, e2el: 120, share: 0.99 });
  expect(slo("ttft: 0.25")).toEqual({ ttft: 0.25, share: 0.99 });
});

test.each(["inf", ".inf", "'.inf'"])("request_rate: %s is all at once", (rate) => {
  const { arrivals } = load(spoiled("request_rate: 8", `request_rate: ${rate}`)).scenario.workload;
  expect(arrivals).toEqual({ process: "poisson", request_rate: Number.POSITIVE_INFINITY });
});

test("what is left out has the defaults of vLLM", () => {
  const { pools, router } = load(
    chat.replace("      engine: { max_num_seqs: 64 }\n  router: { policy: random }\n", ""),
  ).scenario.cluster;
  expect(router).toEqual({ policy: "round-robin" });
  expect(pools[0]).toMatchObject({ role: "mixed", engines: 1, tensor_parallel_size: 1 });
  expect(pools[0]!.engine).toMatchObject({
    batching: "in-flight",
    max_num_seqs: 256,
    max_num_batched_tokens: 2048,
    gpu_memory_utilization: 0.92,
    block_size: 16,
    async_scheduling: true,
  });
});

test("a model may be written out; its keys are its own affair", () => {
  const text = spoiled("meta-llama/Llama-3.1-8B-Instruct", "{ hidden_size: 64, whatever: [1] }");
  expect(load(text).scenario.cluster.pools[0]!.model).toEqual({ hidden_size: 64, whatever: [1] });
});

test("an override changes one value by its path, and the last one wins", () => {
  const { scenario } = load(chat, [
    "cluster.pools.0.engines=3",
    "cluster.pools.0.engines=2",
    "slo={ tpot: 20 ms }",
    "cluster.pools.0.engine.kv_layout=contiguous",
  ]);
  expect(scenario.cluster.pools[0]!.engines).toBe(2);
  expect(scenario.slo).toEqual({ tpot: 0.02, share: 0.99 });
  expect(scenario.cluster.pools[0]!.engine).toMatchObject({
    max_num_seqs: 64,
    kv_layout: "contiguous",
  });
});

test("an override of a shared value leaves the others that share it", () => {
  const shared = chat
    .replace("{ distribution: fixed, tokens: 512 }", "&len { distribution: fixed, tokens: 512 }")
    .replace("\n    distribution: fixed\n    tokens: 64", " *len");
  const { workload } = load(shared, ["workload.output_tokens.tokens=7"]).scenario;
  expect(workload).toMatchObject({ prompt_tokens: { tokens: 512 }, output_tokens: { tokens: 7 } });
});

test.each([
  ["engines", "is not of the form path=value, such as cluster.pools.0.engines=2"],
  ["=3", "is not of the form path=value, such as cluster.pools.0.engines=2"],
  ["cluster..engines=3", "is not of the form path=value, such as cluster.pools.0.engines=2"],
  ["seed=[1", "seed: its value is not YAML: Flow sequence"],
  ["cluster.pools.0.enginess=2", "cluster.pools.0.enginess: is unknown (did you mean engines?)"],
  ["cluster.pols.0.engines=2", "cluster.pols: is unknown (did you mean pools?)"],
  ["cluster.pools.1.engines=2", "cluster.pools: has no entry 1: it has 1, from 0"],
  ["cluster.pools.first.engines=2", "cluster.pools: has no entry first: it has 1, from 0"],
  ["cluster.pools.length=2", "cluster.pools: has no entry length: it has 1, from 0"],
  ["name.x=3", 'name: "chat" holds no keys, so no x'],
  ["seed=soon", 'seed: "soon" is not a number'],
  ["slo={}", "slo: states no objective: give ttft, tpot, itl or e2el"],
  [
    "workload.arrivals={ process: gamma, request_rate: 1 }",
    "workload.arrivals.burstiness: is missing: it must be a number",
  ],
])("--set %s is to blame for its own mistakes", (set, told) => {
  const [first, ...others] = complaints(chat, [set]);
  expect(first).toContain(`--set ${set}  ${told}`);
  expect(others).toEqual([]);
});

test("what an override lacks is not blamed on the file", () => {
  const told = complaints(chat.replace("  router: { policy: random }\n", ""), [
    "cluster.router.polcy=random",
  ]);
  expect(told).toEqual([
    "--set cluster.router.polcy=random  cluster.router.policy: is missing: it must be one of " +
      "round-robin, random, least-outstanding",
    "--set cluster.router.polcy=random  cluster.router.polcy: is unknown (did you mean policy?)",
  ]);
});

test("a path found wrong later leads back to its place", () => {
  const { locate } = load(chat, ["cluster.pools.0.engines=2"]);
  const at = (...path: (string | number)[]) => locate({ path }).label;
  expect(at("cluster", "pools", 0, "gpu")).toBe("chat.yaml:12:12");
  expect(at("workload", "output_tokens")).toBe("chat.yaml:6:3");
  expect(at("cluster", "pools", 0)).toBe("chat.yaml:11:7");
  expect(at("cluster", "pools", 0, "tensor_parallel_size")).toBe("chat.yaml:11:7");
  expect(at("cluster", "pools", 0, "engines")).toBe("--set cluster.pools.0.engines=2");
  expect(at()).toBe("chat.yaml:1:1");
  expect(locate({ path: ["slo", "ttft"], at: "key" })).toEqual({
    label: "chat.yaml:15:8",
    line: 15,
    column: 8,
  });
});
