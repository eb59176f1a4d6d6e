/**
 * A scenario to start from: chat on one engine of a given model and GPU, at about half of what it
 * can serve.
 */
import type { CostSettings } from "../cost/cost-settings.ts";
import type { Gpu } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { annotated } from "../scenario/annotated.ts";
import type { ScenarioInput } from "../scenario/schema.ts";
import type { Seconds } from "../units.ts";
import { shapeOfStep } from "./asked-step.ts";
import { explainStep } from "./step.ts";

/** What the scenario is about, and how it names the model: in the catalogue, or by a path. */
export interface Start {
  model: Model;
  named: string;
  gpu: Gpu;
}

/** Spread of lengths: most lie between half and twice the median. */
const SIGMA = 0.8;

/** Requests that run at once in the estimate of what an engine can serve. */
const BATCH = 32;

/** The scenario. Lengths are cut so that every request fits the model's context. */
export function starter({ model, named, gpu }: Start): ScenarioInput {
  const part = (tokens: number, ofContext: number) =>
    Math.max(1, Math.min(tokens, Math.floor(model.context / ofContext)));
  const prompt = { median: part(512, 8), max: part(4096, 2) };
  const output = { median: part(128, 16), max: part(1024, 4) };
  const lengths = (length: { median: number; max: number }) => ({
    distribution: "lognormal" as const,
    median: length.median,
    sigma: SIGMA,
    max: length.max,
  });
  const request_rate = roundly(0.5 / secondsOfRequest({ model, gpu }, prompt, output));
  return {
    name: "a first scenario",
    description: `Chat with ${shortName(named)} on one ${gpu.name}.`,
    seed: 1,
    workload: {
      arrivals: { process: "poisson", request_rate },
      num_prompts: 1000,
      prompt_tokens: lengths(prompt),
      output_tokens: lengths(output),
    },
    cluster: {
      pools: [
        {
          engines: 1,
          model: named,
          gpu: gpu.name,
          engine: {
            max_num_seqs: 256,
            max_num_batched_tokens: 2048,
            max_model_len: Math.min(8192, model.context),
          },
        },
      ],
      router: { policy: "least-outstanding" },
    },
    slo: { ttft: "500 ms", tpot: "50 ms", share: 0.99 },
  };
}

/** The scenario as commented YAML; other settings of the engine stand in it commented out. */
export const starterText = (start: Start): string =>
  annotated(starter(start), ["cluster", "pools", 0, "engine"]);

const settings: CostSettings = {
  max_num_seqs: 256,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};

/** Time of an engine that one request takes, of many: its prompt, and its share of the steps. */
function secondsOfRequest(
  machine: Pick<Start, "model" | "gpu">,
  prompt: { median: number },
  output: { median: number },
): Seconds {
  // The mean of a lognormal lies above its median.
  const above = Math.exp((SIGMA * SIGMA) / 2);
  const tokens = { prompt: Math.ceil(above * prompt.median), output: above * output.median };
  const context = tokens.prompt + Math.ceil(tokens.output / 2);
  const seconds = (asked: { prefill: number; decode: number }): Seconds => {
    const shape = shapeOfStep({ ...asked, computed: 0, context });
    return explainStep({ ...machine, settings, shape }).period;
  };
  const step = seconds({ prefill: 0, decode: BATCH });
  return seconds({ prefill: tokens.prompt, decode: 0 }) + (tokens.output * step) / BATCH;
}

/** The nearest number below with one digit that is not 0. */
function roundly(value: number): number {
  const power = Number(`1e${Math.floor(Math.log10(value))}`);
  return Number((Math.floor(value / power) * power).toPrecision(1));
}

/** "Llama-3.1-8B" without its owner, or the name of a file without its folders. */
const shortName = (named: string): string => named.replace(/^.*[/\\]/, "");
