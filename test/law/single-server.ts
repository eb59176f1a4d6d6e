/** A single server: one request at a time, a token a step, so that queueing theory knows it all. */
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";
import { fixedCost } from "../engine/world.ts";

type Workload = ScenarioInput["workload"];

interface Asked {
  /** Arrivals a second × mean seconds of service: what share of the time the server works. */
  load: number;
  requests: number;
  seed?: number;
  /** Eight tokens on average, so that a request is served for an eighth of a second. */
  output?: NonNullable<Workload["output_tokens"]>;
  /** Instead of Poisson arrivals of that load. */
  arrivals?: Workload["arrivals"];
  /** Requests that it serves at a time, each as fast as if it were alone. */
  places?: number;
  slo?: ScenarioInput["slo"];
}

export const STEP = 1 / 64;
export const stepCost = fixedCost(STEP);

export function singleServer({ load, requests, seed = 1, places = 1, ...asked }: Asked): Scenario {
  return scenarioSchema.parse({
    name: "single server",
    seed,
    workload: {
      arrivals: asked.arrivals ?? { process: "poisson", request_rate: 8 * load * places },
      num_prompts: requests,
      prompt_tokens: { distribution: "fixed", tokens: 16 },
      output_tokens: asked.output ?? { distribution: "uniform", min: 1, max: 15 },
    },
    cluster: {
      pools: [
        {
          model: "meta-llama/Llama-3.1-8B",
          gpu: "H100-SXM-80GB",
          engine: { max_num_seqs: places, async_scheduling: false },
        },
      ],
    },
    ...(asked.slo && { slo: asked.slo }),
  });
}
