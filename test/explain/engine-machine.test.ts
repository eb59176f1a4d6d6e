/** The machine under an engine, found from its scenario, has the prices of the run. */
import { expect, test } from "vitest";
import {
  blind,
  causes,
  checkScenario,
  type EngineView,
  explainStep,
  machineOf,
  Simulation,
  type Step,
} from "../../sim/index.ts";

const host = causes.indexOf("host");
const idle = causes.indexOf("idle");

test("a step of any engine is explained with what that engine charged for it", () => {
  const { scenario } = checkScenario({
    name: "three kinds of machine",
    workload: {
      arrivals: { process: "poisson", request_rate: 20 },
      num_prompts: 60,
      prompt_tokens: { distribution: "uniform", min: 1, max: 900 },
      output_tokens: { distribution: "uniform", min: 1, max: 60 },
    },
    cluster: {
      pools: [
        {
          model: "facebook/opt-13b",
          gpu: "A100-SXM-80GB",
          engine: { batching: "static", kv_layout: "contiguous", max_batch_size: 4 },
        },
        {
          engines: 2,
          model: "meta-llama/Llama-3.1-8B",
          gpu: "H100-SXM-80GB",
          engine: { enforce_eager: true, max_num_seqs: 8 },
        },
        {
          model: "mistralai/Mixtral-8x7B-Instruct-v0.1",
          gpu: "H100-SXM-80GB",
          data_parallel_size: 4,
          enable_expert_parallel: true,
        },
      ],
    },
  });
  const engines = new Set<number>();
  const stepFinished = ({ shape, byCause, begin, end }: Step, { index }: EngineView): void => {
    engines.add(index);
    const machine = machineOf(scenario!.cluster, index);
    // What a rank waits for a slower one is not its own.
    const own = end - begin - byCause[host]! - byCause[idle]!;
    expect(explainStep({ ...machine, shape: { ...shape } }).gpu).toBe(own);
  };
  new Simulation(scenario!, { probes: [{ ...blind, stepFinished }] }).run();
  expect([...engines].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
