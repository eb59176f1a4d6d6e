/** Runs that are recorded in these tests. */
import fc from "fast-check";
import { parse } from "yaml";
import { orders } from "../../sim/engine/order/registry.ts";
import { Recording, type RunRecord } from "../../sim/recording/index.ts";
import {
  type EngineSettings,
  type Scenario,
  type ScenarioInput,
  scenarioSchema,
} from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { configs, roomFor } from "../cost/attention-models.ts";

/**
 * Twelve requests come within half a second to one engine with 60 KV blocks: they wait for memory,
 * some are preempted, and not all have their first token in time.
 */
export const tightYaml = `name: a known run
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

export const tight: ScenarioInput = parse(tightYaml);

export const scenario = (input: ScenarioInput): Scenario => scenarioSchema.parse(input);

/** A run to its end, and its record. */
export function recorded(input: ScenarioInput): { record: RunRecord; simulation: Simulation } {
  const parsed = scenario(input);
  const recording = new Recording(parsed.slo);
  const simulation = new Simulation(parsed, { probes: [recording] }).run();
  return { record: recording.record(simulation, { scenario: parsed }), simulation };
}

export function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < numbers.length; at++) total += numbers[at]!;
  return total;
}

/** The typed arrays among the values of an object. */
export const numbersOf = (columns: object): Float64Array[] =>
  Object.values(columns).filter((column) => ArrayBuffer.isView(column)) as Float64Array[];

const engines = fc.oneof(
  fc.record({
    max_num_seqs: fc.constantFrom(4, 32, 64),
    max_num_batched_tokens: fc.constantFrom(64, 256, 2048),
    async_scheduling: fc.boolean(),
    order: fc.constantFrom(...(Object.keys(orders) as EngineSettings["order"][])),
    long_prefill_token_threshold: fc.constantFrom(0, 0, 40),
    num_gpu_blocks_override: fc.constantFrom(60, 100, 400),
    max_model_len: fc.constant(900),
  }),
  fc.record({
    kv_layout: fc.constant("contiguous" as const),
    reserve: fc.constantFrom("max" as const, "pow2" as const, "oracle" as const),
    max_model_len: fc.constant(900),
    gpu_memory_utilization: fc.constantFrom(0.3, 0.9),
  }),
  fc.record({
    batching: fc.constant("static" as const),
    max_batch_size: fc.constantFrom(1, 8),
    max_queue_delay: fc.constantFrom(0, 0.05),
    num_gpu_blocks_override: fc.constantFrom(100, 400),
    max_model_len: fc.constant(900),
  }),
);

/** Small runs of all kinds: some preempt, some refuse, some are cut. */
export const scenarios = fc
  .record({
    engine: engines,
    engines: fc.integer({ min: 1, max: 2 }),
    rate: fc.constantFrom(5, 60, Number.POSITIVE_INFINITY),
    seed: fc.nat(1000),
    drain: fc.constantFrom("finish" as const, "cut" as const),
    model: fc.constantFrom<ScenarioInput["cluster"]["pools"][number]["model"]>(
      "meta-llama/Llama-3.1-8B-Instruct",
      "meta-llama/Llama-3.2-1B",
      configs.alternating(100),
      configs.chunked(64),
    ),
    stages: fc.constantFrom(1, 1, 2, 3),
  })
  .map((drawn): Scenario => {
    const class_ = (priority: number, median: number) => ({
      name: `urgency ${priority}`,
      share: 0.5,
      priority,
      prompt_tokens: { distribution: "lognormal" as const, median, sigma: 1, max: 950 },
      output_tokens: { distribution: "lognormal" as const, median: 30, sigma: 1, max: 200 },
    });
    return scenarioSchema.parse({
      name: "drawn",
      seed: drawn.seed,
      workload: {
        arrivals: { process: "poisson", request_rate: drawn.rate },
        num_prompts: 30,
        drain: drawn.drain,
        classes: [class_(0, 50), class_(1, 200)],
      },
      cluster: {
        pools: [
          {
            engines: drawn.engines,
            model: drawn.model,
            gpu: "H100-SXM-80GB",
            pipeline_parallel_size: drawn.stages,
            engine: roomFor(drawn.model, drawn.engine),
          },
        ],
      },
      slo: { ttft: 0.5, tpot: 0.05, share: 0.9 },
    } satisfies ScenarioInput);
  });
