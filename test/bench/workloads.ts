/**
 * What the bench runs: chat-like requests on engines that are busy and keep up.
 */
import type { ScenarioInput } from "../../sim/index.ts";

export interface Workload {
  requests: number;
  /** Requests a second over all engines. */
  rate: number;
  engines: number;
}

export const W1: Workload = { requests: 10_000, rate: 30, engines: 1 };
export const W2: Workload = { requests: 100_000, rate: 240, engines: 8 };
export const W3: Workload = { ...W2, requests: 1_000_000 };

export const scenarioOf = ({ requests, rate, engines }: Workload): ScenarioInput => ({
  name: `${requests} requests at ${rate}/s on ${engines} engines`,
  workload: {
    arrivals: { process: "poisson", request_rate: rate },
    num_prompts: requests,
    prompt_tokens: { distribution: "normal", mean: 512, std: 128 },
    output_tokens: { distribution: "normal", mean: 128, std: 32 },
  },
  cluster: {
    pools: [{ engines, model: "meta-llama/Llama-3.1-8B-Instruct", gpu: "H100-SXM-80GB" }],
  },
});
