/** Laws of runs whose engines are groups of GPUs, drawn at random. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { CAUSE } from "../../sim/cost/cost.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { ChromeTrace } from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { checkTrace, named, type TraceEvent } from "../observe/trace-reader.ts";
import { tries } from "../soak.ts";

const pools = fc.record({
  engines: fc.integer({ min: 1, max: 2 }),
  model: fc.constantFrom("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.2-1B"),
  gpu: fc.constantFrom("H100-SXM-80GB", "A100-SXM-80GB", "L40S-48GB", "MI300X-192GB"),
  tensor_parallel_size: fc.constantFrom(1, 2, 4, 8),
  gpus_per_node: fc.constantFrom(1, 2, 8),
  enable_sequence_parallel: fc.boolean(),
  engine: fc.record({
    max_num_seqs: fc.constantFrom(4, 64),
    max_num_batched_tokens: fc.constantFrom(256, 2048),
    async_scheduling: fc.boolean(),
    enforce_eager: fc.boolean(),
    num_gpu_blocks_override: fc.constantFrom(200, 2000),
  }),
});

const scenarios = fc
  .record({ pool: pools, rate: fc.constantFrom(5, 50, 500), seed: fc.nat(1000) })
  .map(({ pool, rate, seed }) =>
    scenarioSchema.parse({
      name: "drawn",
      seed,
      workload: {
        arrivals: { process: "poisson", request_rate: rate },
        num_prompts: 60,
        prompt_tokens: { distribution: "lognormal", median: 200, sigma: 1, max: 2000 },
        output_tokens: { distribution: "lognormal", median: 30, sigma: 0.8, max: 500 },
      },
      cluster: { pools: [pool] },
    }),
  );

test("seconds and tokens are conserved, and the same scenario gives the same run", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const audit = new Audit();
      const { summary } = new Simulation(scenario, { probes: [audit] }).run().result();
      expect(summary.completed).toBe(60);
      expect(new Simulation(scenario).run().result().summary.digest).toBe(summary.digest);
    }),
    { numRuns: tries(60) },
  );
});

test("each request's collectives are what its engine's steps had, and none on one GPU", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const simulation = new Simulation(scenario).run();
      const spent = simulation.engines.reduce(
        (sum, engine) => sum + engine.secondsByCause[CAUSE.collectives]!,
        0,
      );
      expect(spent > 0).toBe(scenario.cluster.pools[0]!.tensor_parallel_size > 1);
    }),
    { numRuns: tries(20) },
  );
});

test("workers do one thing at a time, as a Chrome trace shows it", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const trace = new ChromeTrace();
      const simulation = new Simulation(scenario, { probes: [trace] }).run();
      const text = [...trace.json(simulation.engines, simulation.now)].join("");
      const events = JSON.parse(text).traceEvents as TraceEvent[];
      checkTrace(events.filter(({ ph }) => ph !== "M"));
      expect(named(events, "prepare").length).toBeGreaterThan(0);
    }),
    { numRuns: tries(20) },
  );
});

test("GPU-hours, cost and throughput a GPU count every GPU of a group", () => {
  const run = (tensor_parallel_size: number) =>
    new Simulation(
      scenarioSchema.parse({
        name: "counted",
        workload: {
          arrivals: { process: "constant", request_rate: 4 },
          num_prompts: 20,
          prompt_tokens: { distribution: "fixed", tokens: 100 },
          output_tokens: { distribution: "fixed", tokens: 20 },
        },
        cluster: {
          pools: [
            {
              engines: 3,
              model: "meta-llama/Llama-3.1-8B",
              gpu: "H100-SXM-80GB",
              price_per_hour: 2,
              tensor_parallel_size,
            },
          ],
        },
      }),
    )
      .run()
      .result().summary;
  const summary = run(4);
  expect(summary.gpu_hours).toBeCloseTo((12 * summary.duration) / 3600, 12);
  expect(summary.cost).toBeCloseTo(2 * summary.gpu_hours!, 12);
  expect(summary.output_throughput_per_gpu).toBeCloseTo(summary.output_throughput! / 12, 9);
  expect(run(1).gpu_hours).toBeCloseTo((3 * run(1).duration) / 3600, 12);
});
