import { describe, expect, test } from "vitest";
import { checkScenario, ScenarioProblems, simulate } from "../../sim/index.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { weightBytes } from "../../sim/machine/parameters.ts";
import { packedModels } from "../cost/packed-models.ts";

describe("a scenario", () => {
  const ask = (model: unknown, engine: object = {}) => ({
    name: "asked",
    workload: {
      arrivals: { process: "constant", request_rate: 10 },
      num_prompts: 3,
      prompt_tokens: { distribution: "fixed", tokens: 100 },
      output_tokens: { distribution: "fixed", tokens: 4 },
    },
    cluster: { pools: [{ model, gpu: "H100-SXM-80GB", engine }] },
  });
  const run = (...asked: Parameters<typeof ask>) => {
    const { scenario, problems } = checkScenario(ask(...asked));
    if (scenario === undefined) throw new ScenarioProblems(problems);
    return simulate(ask(...asked) as Parameters<typeof simulate>[0]);
  };

  test("with a window runs, whether its requests outgrow it or not", () => {
    for (const max_model_len of [4096, 32_768]) {
      const { summary } = run("mistralai/Mistral-7B-v0.1", { max_model_len });
      expect(summary.completed).toBe(3);
    }
  });

  test("with weights in 8 bits waits less for each token", () => {
    const of = (name: string) => run(name).summary;
    const [packed, plain] = [
      of("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8"),
      of("meta-llama/Llama-3.1-8B-Instruct"),
    ];
    // 3.5 GB less to read at 3.35 TB/s, of 6.7 ms; more kernels take some of it back.
    expect(packed.mean_tpot_ms! / plain.mean_tpot_ms!).toBeGreaterThan(0.6);
    expect(packed.mean_tpot_ms! / plain.mean_tpot_ms!).toBeLessThan(0.85);
  });

  test.each(
    [...modelNames, ...packedModels].filter((name) => {
      return weightBytes(findModel(name)) < 70 * 2 ** 30;
    }),
  )("with %s runs", (name) => {
    expect(run(name, { max_model_len: 1024 }).summary.completed).toBe(3);
  });
});
