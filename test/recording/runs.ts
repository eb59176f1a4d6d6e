/** Runs that are recorded in these tests. */
import { Recording, type RunRecord } from "../../sim/recording/index.ts";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";

/** Twelve requests on an engine with so few KV blocks that two are preempted. */
export const tight: ScenarioInput = {
  name: "tight",
  seed: 3,
  workload: {
    arrivals: { process: "poisson", request_rate: 30 },
    num_prompts: 12,
    prompt_tokens: { distribution: "uniform", min: 50, max: 400 },
    output_tokens: { distribution: "uniform", min: 20, max: 160 },
  },
  cluster: {
    pools: [
      {
        model: "meta-llama/Llama-3.1-8B-Instruct",
        gpu: "H100-SXM-80GB",
        engine: {
          num_gpu_blocks_override: 60,
          max_model_len: 960,
          max_num_batched_tokens: 256,
        },
      },
    ],
  },
  slo: { ttft: 0.5, tpot: 0.05, share: 0.9 },
};

export const scenario = (input: ScenarioInput): Scenario => scenarioSchema.parse(input);

/** A run to its end, and its record. */
export function recorded(input: ScenarioInput): { record: RunRecord; simulation: Simulation } {
  const parsed = scenario(input);
  const recording = new Recording(parsed.slo);
  const simulation = new Simulation(parsed, { probes: [recording] }).run();
  return { record: recording.record(simulation, { scenario: parsed }), simulation };
}

/** The typed arrays among the values of an object. */
export const numbersOf = (columns: object): Float64Array[] =>
  Object.values(columns).filter((column) => ArrayBuffer.isView(column)) as Float64Array[];
