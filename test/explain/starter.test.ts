import { expect, test } from "vitest";
import { type Start, starter, starterText } from "../../sim/explain/starter.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { loadScenario } from "../../sim/scenario/load.ts";
import { Simulation } from "../../sim/simulation.ts";

const start = (named: string, gpu: string): Start => ({
  model: findModel(named),
  named,
  gpu: findGpu(gpu),
});

test.each([
  ["meta-llama/Llama-3.1-8B-Instruct", "H100-SXM-80GB"],
  ["facebook/opt-13b", "A100-SXM-80GB"],
  ["meta-llama/Llama-3.2-1B", "H200-SXM-141GB"],
  // Of the fewest GPUs that hold it: two.
  ["meta-llama/Llama-3.1-70B", "H100-SXM-80GB"],
])("the scenario of %s on %s runs, and its engine is neither idle nor flooded", (model, gpu) => {
  const text = starterText(start(model, gpu));
  const { scenario } = loadScenario(text, { file: "scenario.yaml" });
  const { summary } = new Simulation(scenario).run().result();
  expect(summary.completed).toBe(1000);
  expect(summary.verdict.met).toBe(true);
  const { seconds, seconds_by_cause } = summary.cluster;
  expect(seconds_by_cause.idle / seconds).toBeLessThan(0.3);
});

test("a model that no server holds starts on as many stages as do, and runs", () => {
  const text = starterText(start("meta-llama/Llama-3.1-405B", "H100-SXM-80GB"));
  const { scenario } = loadScenario(text, { file: "scenario.yaml" });
  expect(scenario.description).toContain("on 16 × H100-SXM-80GB");
  expect(scenario.cluster.pools[0]).toMatchObject({
    tensor_parallel_size: 8,
    pipeline_parallel_size: 2,
  });
  expect(new Simulation(scenario).run().result().summary.completed).toBe(1000);
});

test("its text is the scenario that it says", () => {
  const one = start("Qwen/Qwen3-14B", "H100-SXM-80GB");
  expect(loadScenario(starterText(one), { file: "x" }).scenario).toEqual(
    loadScenario(JSON.stringify(starter(one)), { file: "x" }).scenario,
  );
});
