/** Laws of layers that look back only so far. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Scenario, type ScenarioInput, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { configs } from "../cost/attention-models.ts";
import { tries } from "../soak.ts";

type Model = ScenarioInput["cluster"]["pools"][number]["model"];

const loads = fc.record({
  seed: fc.nat(1000),
  rate: fc.constantFrom<number | "inf">(20, 200, "inf"),
  prompt: fc.constantFrom(20, 200),
  output: fc.constantFrom(10, 100),
  budget: fc.constantFrom(256, 2048),
  blocks: fc.constantFrom(300, 20_000),
  order: fc.constantFrom("fcfs" as const, "priority" as const),
  stages: fc.constantFrom(1, 1, 2),
});
type Load = typeof loads extends fc.Arbitrary<infer T> ? T : never;

const LONGEST = 1000;

const of = (model: Model, load: Load): Scenario =>
  scenarioSchema.parse({
    name: "drawn",
    seed: load.seed,
    workload: {
      arrivals: { process: "constant", request_rate: load.rate },
      num_prompts: 40,
      prompt_tokens: { distribution: "lognormal", median: load.prompt, sigma: 1, max: 700 },
      output_tokens: { distribution: "lognormal", median: load.output, sigma: 0.8, max: 300 },
    },
    cluster: {
      pools: [
        {
          model,
          gpu: "H100-SXM-80GB",
          pipeline_parallel_size: load.stages,
          engine: {
            num_gpu_blocks_override: load.blocks,
            max_num_batched_tokens: load.budget,
            max_model_len: 2 * LONGEST,
            order: load.order,
          },
        },
      ],
    },
  } satisfies ScenarioInput);

const run = (model: Model, load: Load) => new Simulation(of(model, load)).run().result().summary;

test("a window as long as the longest request changes no digest", () => {
  fc.assert(
    fc.property(loads, (load) => {
      const { digest } = run(configs.windowed(2 * LONGEST), load);
      // Longer than every request, and yet shorter than one could be.
      expect(run(configs.windowed(LONGEST), load).digest).toBe(digest);
    }),
    { numRuns: tries(15) },
  );
});

test("a shorter window never makes a run slower whose requests are all there", () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 900 }));
  fc.assert(
    fc.property(loads, sizes, fc.constantFrom("windowed", "alternating"), (drawn, pair, kind) => {
      // With room for all, what a step computes does not hang on how long the others took.
      const load: Load = { ...drawn, rate: "inf", blocks: 20_000 };
      const [short, long] = pair.sort((a, b) => a - b);
      const config = configs[kind as "windowed" | "alternating"];
      const [less, more] = [run(config(short!), load), run(config(long!), load)];
      expect(less.duration).toBeLessThanOrEqual(more.duration);
    }),
    { numRuns: tries(15) },
  );
});

test("blocks that windows give back let more requests run in the same memory", () => {
  const load: Load = {
    seed: 1,
    rate: "inf",
    prompt: 200,
    output: 100,
    budget: 256,
    blocks: 300,
    order: "fcfs",
    stages: 1,
  };
  const [whole, cut] = [run(configs.windowed(LONGEST), load), run(configs.windowed(64), load)];
  expect(cut.cluster.mean_running!).toBeGreaterThan(1.2 * whole.cluster.mean_running!);
  expect(cut.cluster.preemptions).toBeLessThan(whole.cluster.preemptions);
});
