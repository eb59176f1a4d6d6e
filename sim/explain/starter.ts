/**
 * A scenario to start from: chat on one engine of a given model and GPU, or of the fewest GPUs that
 * hold it, at about half of what it can serve.
 */
import type { CostSettings } from "../cost/cost-settings.ts";
import { fewestGpus, gpusOf, type Spread } from "../machine/fewest-gpus.ts";
import { type Gpu, gpusInWords } from "../machine/gpu.ts";
import type { Model } from "../machine/model.ts";
import { annotated } from "../scenario/annotated.ts";
import type { ScenarioInput } from "../scenario/schema.ts";
import type { Seconds, Tokens } from "../units.ts";
import { shapeOfStep } from "./asked-step.ts";
import { explainStep, type StepQuestion } from "./step.ts";

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
  const max_model_len = Math.min(8192, model.context);
  const spread = spreadOver({ model, gpu }, max_model_len);
  const machine = { model, gpu, settings: { ...settings, ...spread } };
  const request_rate = roundly(0.5 / secondsOfRequest(machine, prompt, output));
  return {
    name: "a first scenario",
    description: `Chat with ${shortName(named)} on ${gpusInWords(gpu, gpusOf(spread))}.`,
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
          ...spread,
          engine: { ...budget, max_model_len },
        },
      ],
      router: { policy: "least-outstanding" },
    },
    slo: { ttft: "500 ms", tpot: "50 ms", share: 0.99 },
  };
}

/** The scenario as commented YAML; other settings of pool and engine stand in it commented out. */
export const starterText = (start: Start): string => {
  const pool = ["cluster", "pools", 0];
  return annotated(starter(start), [pool, [...pool, "engine"]]);
};

const budget = { max_num_seqs: 256, max_num_batched_tokens: 2048 };

const settings: CostSettings = {
  ...budget,
  enforce_eager: false,
  async_scheduling: true,
  sampler: "greedy",
};

/** How few GPUs hold it; what one GPU holds, and what none do, is left as it is. */
function spreadOver({ model, gpu }: Pick<Start, "model" | "gpu">, max_model_len: Tokens) {
  const { gpus, spread } = fewestGpus(model, gpu, { ...usual, ...budget, max_model_len });
  const sizes = gpus === undefined ? [] : Object.entries(spread).filter(([, size]) => size > 1);
  return Object.fromEntries(sizes) as Partial<Spread>;
}

/** As a scenario that is silent about them. */
const usual = { gpu_memory_utilization: 0.92, block_size: 16 };

/** Time of an engine that one request takes, of many: its prompt, and its share of the steps. */
function secondsOfRequest(
  machine: Omit<StepQuestion, "shape">,
  prompt: { median: number },
  output: { median: number },
): Seconds {
  // The mean of a lognormal lies above its median.
  const above = Math.exp((SIGMA * SIGMA) / 2);
  const tokens = { prompt: Math.ceil(above * prompt.median), output: above * output.median };
  const context = tokens.prompt + Math.ceil(tokens.output / 2);
  const seconds = (asked: { prefill: number; decode: number }): Seconds => {
    const shape = shapeOfStep({ ...asked, computed: 0, context }, machine.model);
    return explainStep({ ...machine, shape }).period;
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
