/** A small scenario with a sweep. */
import { describe as inWords, ScenarioProblems } from "../../../sim/index.ts";

/** @param sweep its section, in flow style */
export const swept = (sweep: string): string => `name: small
workload:
  arrivals: { process: poisson, request_rate: 4 }
  num_prompts: 50
  prompt_tokens: { distribution: fixed, tokens: 100 }
  output_tokens: { distribution: fixed, tokens: 10 }
cluster:
  pools: [{ engines: 1, model: meta-llama/Llama-3.1-8B-Instruct, gpu: H100-SXM-80GB }]
slo: { ttft: 500 ms, tpot: 50 ms, share: 0.9 }
sweep: ${sweep}
`;

/** What is refused, in words. */
export function problemsWith(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ScenarioProblems) return error.problems.map(inWords);
    throw error;
  }
  return [];
}
