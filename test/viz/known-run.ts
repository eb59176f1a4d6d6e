/** A small run, the same each time: what the tests of the page draw. */
import {
  loadScenario,
  Recording,
  type RunRecord,
  type Scenario,
  Simulation,
} from "../../sim/index.ts";

/**
 * Twelve requests come within half a second to one engine with 60 KV blocks: they wait for memory,
 * some are preempted, and not all have their first token in time.
 */
export const knownYaml = `name: a known run
seed: 3
workload:
  arrivals: { process: poisson, request_rate: 30 }
  num_prompts: 12
  prompt_tokens: { distribution: uniform, min: 50, max: 400 }
  output_tokens: { distribution: uniform, min: 20, max: 160 }
cluster:
  pools:
    - model: meta-llama/Llama-3.1-8B-Instruct
      gpu: H100-SXM-80GB
      engine:
        num_gpu_blocks_override: 60
        max_model_len: 960
        max_num_batched_tokens: 256
slo: { ttft: 500 ms, tpot: 50 ms, share: 0.9 }
`;

export const knownScenario = (yaml = knownYaml): Scenario =>
  loadScenario(yaml, { file: "known.yaml" }).scenario;

/** The record of `yaml`, run to its end. */
export function knownRun(yaml = knownYaml): RunRecord {
  const scenario = knownScenario(yaml);
  const recording = new Recording(scenario.slo);
  const simulation = new Simulation(scenario, { probes: [recording] }).run();
  return recording.record(simulation, { scenario, text: yaml });
}
