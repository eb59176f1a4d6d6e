import { describe, expect, test } from "vitest";
import { checkScenario, ScenarioProblems, simulate } from "../../sim/index.ts";
import { findModel, modelNames } from "../../sim/machine/find-model.ts";
import { weightBytes } from "../../sim/machine/parameters.ts";
import { unpriced } from "../../sim/machine/unpriced.ts";

const why = (name: string): string[] =>
  unpriced(findModel(name)).map(({ path, why: reason }) => `${path} ${reason}`);

describe("what has a size but no price", () => {
  test("is nothing of a dense model, whatever its weights are kept in", () => {
    expect(why("meta-llama/Llama-3.1-405B")).toEqual([]);
    expect(why("Qwen/Qwen2.5-72B-Instruct")).toEqual([]);
    expect(why("openai/GPT-3-175B")).toEqual([]);
    expect(why("Qwen/Qwen3-32B-FP8")).toEqual([]);
  });
});

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

  test("with a model that has no price is refused at the model", () => {
    const refused = () => run("deepseek-ai/DeepSeek-V3");
    expect(refused).toThrow(ScenarioProblems);
    expect(refused).toThrow(
      expect.objectContaining({
        problems: [
          {
            path: ["cluster", "pools", 0, "model"],
            message: "is not priced yet: latent attention (MLA)",
            value: "deepseek-ai/DeepSeek-V3",
          },
        ],
      }),
    );
  });

  test("with a window runs, whether its requests outgrow it or not", () => {
    for (const max_model_len of [4096, 32_768]) {
      const { summary } = run("mistralai/Mistral-7B-v0.1", { max_model_len });
      expect(summary.completed).toBe(3);
    }
  });

  test.each(
    modelNames.filter((name) => {
      const model = findModel(name);
      return unpriced(model).length === 0 && weightBytes(model) < 70 * 2 ** 30;
    }),
  )("with %s runs", (name) => {
    expect(run(name, { max_model_len: 1024 }).summary.completed).toBe(3);
  });
});
