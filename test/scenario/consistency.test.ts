/** Settings that are right one by one and wrong together. */
import { describe, expect, test } from "vitest";
import { drawBlueprint } from "../../sim/cluster/blueprint.ts";
import type { ScenarioProblems } from "../../sim/cluster/scenario-problems.ts";
import { complaints, load, spoiled } from "./world.ts";

describe("an engine", () => {
  const told = (engine: string) => complaints(spoiled("max_num_seqs: 64", engine));

  test("computes a token of each running request in a step", () => {
    expect(told("max_num_seqs: 512, max_num_batched_tokens: 256")).toEqual([
      "chat.yaml:13:60  cluster.pools.0.engine.max_num_batched_tokens: 256 is below " +
        "max_num_seqs, 512",
    ]);
    expect(told("max_num_seqs: 256, max_num_batched_tokens: 256")).toEqual([]);
  });

  test("that does not chunk prompts has a step for the longest", () => {
    expect(told("enable_chunked_prefill: false, max_model_len: 4096")).toEqual([
      "chat.yaml:13:15  cluster.pools.0.engine.max_num_batched_tokens: 2048 is below " +
        "max_model_len, 4096, and chunked prefill is off",
    ]);
    expect(told("enable_chunked_prefill: false, max_model_len: 2048")).toEqual([]);
  });

  test("that does not chunk prompts has a step for the longest that its model allows", () => {
    const problemsOf = (engine: string) => {
      const { scenario } = load(spoiled("max_num_seqs: 64", engine));
      try {
        drawBlueprint(scenario.cluster.pools[0]!, {
          name: "mixed",
          path: ["cluster", "pools", 0],
        });
        return [];
      } catch (error) {
        return (error as ScenarioProblems).problems;
      }
    };
    expect(problemsOf("enable_chunked_prefill: false")).toEqual([
      {
        path: ["cluster", "pools", 0, "engine", "max_num_batched_tokens"],
        message: "is below max_model_len, 131072 where none is written, and chunked prefill is off",
        value: 2048,
      },
    ]);
    const whole = "enable_chunked_prefill: false, max_num_batched_tokens: 131072";
    expect(problemsOf(whole)).toEqual([]);
    expect(problemsOf("batching: static")).toEqual([]);
  });

  test("has no settings of the other way of batching", () => {
    expect(told("batching: static, max_num_seqs: 64")).toEqual([
      "chat.yaml:13:49  cluster.pools.0.engine.max_num_seqs: 64 belongs to batching: " +
        "in-flight, not static",
    ]);
    expect(told("max_queue_delay: 50 ms, preferred_batch_size: [4]")).toEqual([
      'chat.yaml:13:34  cluster.pools.0.engine.max_queue_delay: "50 ms" belongs to batching: ' +
        "static, not in-flight",
      "chat.yaml:13:63  cluster.pools.0.engine.preferred_batch_size: a list belongs to " +
        "batching: static, not in-flight",
    ]);
  });

  test("has no settings of the other layout of its cache", () => {
    expect(told("reserve: oracle")).toEqual([
      'chat.yaml:13:26  cluster.pools.0.engine.reserve: "oracle" belongs to kv_layout: ' +
        "contiguous, not paged",
    ]);
    expect(told("kv_layout: contiguous, block_size: 32")).toEqual([
      "chat.yaml:13:52  cluster.pools.0.engine.block_size: 32 belongs to kv_layout: paged, " +
        "not contiguous",
    ]);
  });

  test("has no settings of another order", () => {
    expect(told("order: fcfs, prediction_error: 0.5")).toEqual([
      "chat.yaml:13:48  cluster.pools.0.engine.prediction_error: 0.5 belongs to order: " +
        "shortest-first, not fcfs",
      "chat.yaml:13:48  cluster.pools.0.engine.prediction_error: 0.5 belongs to " +
        "predicted_length: output or total, not prompt",
    ]);
    expect(told("order: deadline, output_token_weight: 1, service_quantum: 64")).toEqual([
      "chat.yaml:13:55  cluster.pools.0.engine.output_token_weight: 1 belongs to order: vtc " +
        "or srpt, not deadline",
      "chat.yaml:13:75  cluster.pools.0.engine.service_quantum: 64 belongs to order: " +
        "least-attained, not deadline",
    ]);
  });

  test("errs only in what is predicted", () => {
    const shortest = "order: shortest-first, predicted_length:";
    expect(told(`${shortest} output, prediction_error: 0.5`)).toEqual([]);
    expect(told(`${shortest} prompt, prediction_error: 0.5`)).toEqual([
      "chat.yaml:13:84  cluster.pools.0.engine.prediction_error: 0.5 belongs to " +
        "predicted_length: output or total, not prompt",
    ]);
  });

  test("preempts nobody in a static batch", () => {
    expect(told("batching: static, order: vtc")).toEqual([]);
    expect(told("batching: static, order: srpt")).toEqual([
      'chat.yaml:13:42  cluster.pools.0.engine.order: "srpt" belongs to batching: in-flight, ' +
        "not static",
    ]);
  });

  test("prefers no batch that it cannot hold", () => {
    expect(told("batching: static, max_batch_size: 8, preferred_batch_size: [4, 16]")).toEqual([
      "chat.yaml:13:80  cluster.pools.0.engine.preferred_batch_size.1: 16 is above " +
        "max_batch_size, 8",
    ]);
  });
});

describe("a workload", () => {
  const ended = (end: string) => complaints(spoiled("  num_prompts: 100\n", end));
  const arriving = (arrivals: string) =>
    complaints(spoiled("{ process: poisson, request_rate: 8 }", arrivals));

  test("has one end", () => {
    expect(ended("")).toEqual([
      "chat.yaml:2:1  workload: never ends: give num_prompts or duration",
    ]);
    expect(ended("  num_prompts: 5\n  duration: 1 min\n")).toEqual([
      "chat.yaml:2:1  workload: has two ends, num_prompts (5) and duration (60 s): keep one",
    ]);
  });

  test("that comes all at once is counted", () => {
    const text = spoiled("request_rate: 8", "request_rate: inf");
    expect(complaints(text.replace("num_prompts: 100", "duration: 1 min"))).toEqual([
      "chat.yaml:2:1  workload: never ends: with request_rate: inf it needs num_prompts",
    ]);
    expect(complaints(text)).toEqual([]);
  });

  test("may end with its trace or its last segment", () => {
    const text = spoiled("  num_prompts: 100\n", "");
    const from = (arrivals: string) =>
      complaints(text.replace("{ process: poisson, request_rate: 8 }", arrivals));
    const segments = "segments: [{ duration: 1 min, request_rate: 4 }]";
    expect(from("{ process: trace, file: mine.csv }")).toEqual([]);
    expect(from(`{ process: piecewise, ${segments} }`)).toEqual([]);
    expect(from(`{ process: piecewise, ${segments}, repeat: true }`)).toEqual([
      "chat.yaml:2:1  workload: never ends: give num_prompts or duration",
    ]);
  });

  test("has segments in which something arrives", () => {
    expect(arriving("{ process: piecewise, segments: [] }")).toEqual([
      "chat.yaml:3:45  workload.arrivals.segments: a list is empty",
    ]);
    expect(
      arriving("{ process: piecewise, segments: [{ duration: 1 min, request_rate: 0 }] }"),
    ).toEqual(["chat.yaml:3:45  workload.arrivals.segments: are all pauses: nothing would arrive"]);
    expect(
      arriving("{ process: piecewise, segments: [{ duration: 1 s, request_rate: -1 }] }"),
    ).toEqual(["chat.yaml:3:77  workload.arrivals.segments.0.request_rate: -1 is below 0"]);
  });

  test("states all of where a file of others comes from", () => {
    expect(arriving("{ process: trace, file: a.csv, licence: MIT }")).toEqual([
      "chat.yaml:3:13  workload.arrivals: lacks address and sha256: a file of others states " +
        "address, licence and sha256, a file of your own none",
    ]);
    expect(arriving("{ process: trace, file: a.csv, sha256: 12 }")[0]).toBe(
      "chat.yaml:3:52  workload.arrivals.sha256: 12 is not text",
    );
  });
});

describe("lengths", () => {
  const told = (length: string) =>
    complaints(spoiled("{ distribution: fixed, tokens: 512 }", length));

  test("lie in a range that holds something", () => {
    expect(told("{ distribution: uniform, min: 8, max: 4 }")).toEqual([
      "chat.yaml:5:56  workload.prompt_tokens.max: 4 is below min, 8",
    ]);
    expect(told("{ distribution: uniform, min: 8, max: 8 }")).toEqual([]);
  });

  test("do not vary by less than nothing", () => {
    expect(told("{ distribution: normal, mean: 8, std: -1 }")).toEqual([
      "chat.yaml:5:56  workload.prompt_tokens.std: -1 is below 0",
    ]);
  });

  test("of a lognormal are given in one form", () => {
    const both = "chat.yaml:5:18  workload.prompt_tokens: needs mean and std, or median and sigma";
    expect(told("{ distribution: lognormal, mean: 8, sigma: 1 }")).toEqual([both]);
    expect(told("{ distribution: lognormal, mean: 8, std: 1, sigma: 1 }")).toEqual([both]);
    expect(told("{ distribution: lognormal }")).toEqual([both]);
    expect(told("{ distribution: lognormal, mean: 8, std: 1 }")).toEqual([]);
    expect(told("{ distribution: lognormal, median: 8.5, sigma: 1 }")).toEqual([]);
  });

  test("of a mixture are each held to the same rules", () => {
    const uniform = "{ weight: 1, distribution: uniform, min: 8, max: 4 }";
    expect(told(`{ distribution: mixture, components: [${uniform}] }`)).toEqual([
      "chat.yaml:5:105  workload.prompt_tokens.components.0.max: 4 is below min, 8",
    ]);
  });

  test("of kinds of request are each held to the same rules", () => {
    const uniform = "{ distribution: uniform, min: 8, max: 4 }";
    const fixed = "{ distribution: fixed, tokens: 8 }";
    const kind = `{ weight: 1, prompt_tokens: ${fixed}, output_tokens: ${uniform} }`;
    const text = spoiled(
      /prompt_tokens: [\s\S]*(?=cluster)/,
      `lengths:\n    distribution: mixture\n    components:\n      - ${kind}\n`,
    );
    expect(complaints(text)).toEqual([
      "chat.yaml:8:126  workload.lengths.components.0.output_tokens.max: 4 is below min, 8",
    ]);
    const right = text.replace("max: 4", "max: 8");
    expect(complaints(right)).toEqual([]);
    expect(complaints(right.replace("weight: 1, ", ""))).toEqual([
      "chat.yaml:8:9  workload.lengths.components.0.weight: is missing: it must be a number",
    ]);
  });

  test("are given apart or together, not both", () => {
    const lengths = "  lengths: { distribution: empirical, file: mine.csv }\n";
    expect(complaints(spoiled("  num_prompts", `${lengths}  num_prompts`))).toEqual([
      "chat.yaml:2:1  workload: has lengths twice: lengths and prompt_tokens and output_tokens; " +
        "keep one",
    ]);
    expect(complaints(spoiled(/ {2}prompt_tokens: .*\n/, ""))).toEqual([
      "chat.yaml:2:1  workload: lacks lengths: give prompt_tokens and output_tokens, or lengths",
    ]);
  });
});

test("objectives state at least one", () => {
  expect(complaints(spoiled("ttft: 500 ms", "share: 0.9"))).toEqual([
    "chat.yaml:15:6  slo: states no objective: give ttft, tpot, itl or e2el",
  ]);
});
