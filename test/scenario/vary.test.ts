/** A loaded scenario with further values: variants of a comparison, points of a sweep. */
import { expect, test } from "vitest";
import { loadScenario, ScenarioError } from "../../sim/index.ts";

const text = `name: small
workload:
  arrivals: { process: poisson, request_rate: 4 }
  num_prompts: 50
  prompt_tokens: { distribution: fixed, tokens: 100 }
  output_tokens: { distribution: fixed, tokens: 10 }
cluster:
  pools: [{ engines: 1, model: meta-llama/Llama-3.1-8B-Instruct, gpu: H100-SXM-80GB }]
`;
const engines = ["cluster", "pools", 0, "engines"];
const loaded = loadScenario(text, { file: "small.yaml", set: ["seed=7"] });

test("each variant stands on the scenario with its overrides, not on the variant before", () => {
  const two = loaded.vary([{ path: engines, value: 2, from: "--vary" }]);
  const rate = ["workload", "arrivals", "request_rate"];
  const faster = loaded.vary([{ path: rate, value: 8, from: "--vary" }]);
  expect(two.scenario).toMatchObject({ seed: 7, cluster: { pools: [{ engines: 2 }] } });
  expect(faster.scenario).toMatchObject({ seed: 7, cluster: { pools: [{ engines: 1 }] } });
  expect(loaded.scenario.cluster.pools[0]!.engines).toBe(1);
  expect(two.changes.map(({ value }) => value)).toEqual([7, 2]);
});

test("what a new value is to blame for is told where that value was written", () => {
  const problemsOf = (value: unknown, from: string | (string | number)[], path = engines) => {
    try {
      loaded.vary([{ path, value, from }]);
    } catch (error) {
      return (error as ScenarioError).message;
    }
    throw new Error("nothing was refused");
  };
  expect(problemsOf(-1, "--vary engines=-1")).toBe(
    "--vary engines=-1  cluster.pools.0.engines: -1 is below 1",
  );
  expect(problemsOf(-1, ["workload", "num_prompts"])).toMatch(/^small\.yaml:4:16 {2}cluster/);
  expect(problemsOf(1, "--vary", ["cluster", "pools", 3, "engines"])).toMatch(/has no entry 3/);
  expect(() => loaded.vary([{ path: engines, value: 0, from: "x" }])).toThrow(ScenarioError);
});
