/** Mixtures, latent attention, windows, chunks and packed weights, as they are published. */
import { expect, test } from "vitest";
import { Audit } from "../../sim/observe/audit.ts";
import { loadScenario } from "../../sim/scenario/load.ts";
import { Simulation } from "../../sim/simulation.ts";

const scenario = (pool: string) =>
  loadScenario(
    `
name: published models
seed: 1
workload:
  arrivals: { process: poisson, request_rate: 4 }
  num_prompts: 40
  prompt_tokens: { distribution: lognormal, median: 800, sigma: 1, max: 20000 }
  output_tokens: { distribution: fixed, tokens: 60 }
cluster: { pools: [{ ${pool} }] }
`,
    { file: "published.yaml" },
  ).scenario;

test.each([
  ["mistralai/Mixtral-8x7B-v0.1", "H100-SXM-80GB", "tensor_parallel_size: 2"],
  ["openai/gpt-oss-20b", "H100-SXM-80GB", "tensor_parallel_size: 1"],
  ["openai/gpt-oss-120b", "H100-SXM-80GB", "tensor_parallel_size: 2, enable_expert_parallel: true"],
  ["meta-llama/Llama-4-Scout-17B-16E", "H200-SXM-141GB", "tensor_parallel_size: 4"],
  ["deepseek-ai/DeepSeek-V3", "H200-SXM-141GB", "tensor_parallel_size: 8"],
  [
    "deepseek-ai/DeepSeek-V3",
    "H100-SXM-80GB",
    "tensor_parallel_size: 8, pipeline_parallel_size: 2",
  ],
  [
    "deepseek-ai/DeepSeek-R1",
    "H200-SXM-141GB",
    "data_parallel_size: 16, enable_expert_parallel: true, all2all_backend: deepep_low_latency",
  ],
])("%s serves on %s with %s, by sums and by request alike", (model, gpu, spread) => {
  const of = scenario(`model: ${model}, gpu: ${gpu}, ${spread}`);
  const audit = new Audit();
  const { summary, digest } = new Simulation(of, { probes: [audit] }).run().result();
  expect(summary.completed).toBe(40);
  const { seconds, seconds_by_cause } = summary.cluster;
  expect(Object.values(seconds_by_cause).reduce((sum, each) => sum + each, 0)).toBe(seconds);
  // Of the order that is seen of such models.
  expect(summary.mean_tpot_ms).toBeGreaterThan(1);
  expect(summary.mean_tpot_ms).toBeLessThan(1000);
  expect(new Simulation(of, { batch: "each" }).run().result().digest).toBe(digest);
});
