/**
 * A small scenario to spoil: each test changes a line of it and reads what is said.
 */
import { loadScenario } from "../../sim/scenario/load.ts";

/** Right as it stands; the tests count its lines and columns. */
export const chat = `name: chat
workload:
  arrivals: { process: poisson, request_rate: 8 }
  num_prompts: 100
  prompt_tokens: { distribution: fixed, tokens: 512 }
  output_tokens:
    distribution: fixed
    tokens: 64
cluster:
  pools:
    - model: meta-llama/Llama-3.1-8B-Instruct
      gpu: H100-SXM-80GB
      engine: { max_num_seqs: 64 }
  router: { policy: random }
slo: { ttft: 500 ms }
`;

/** The text with one piece of it replaced, which must be there. */
export function spoiled(piece: string | RegExp, by: string): string {
  const text = chat.replace(piece, by);
  if (text === chat) throw new Error(`chat has no ${piece}`);
  return text;
}

/** What is said of a text, line by line; nothing where it loads. */
export function complaints(text: string, set: string[] = []): string[] {
  try {
    loadScenario(text, { file: "chat.yaml", set });
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

export const load = (text: string, set: string[] = []) =>
  loadScenario(text, { file: "chat.yaml", set });
