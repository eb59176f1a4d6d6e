/**
 * Laws of whole runs, over scenarios drawn at random.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCost } from "../../sim/cost/create-cost.ts";
import { orders } from "../../sim/engine/order/registry.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { ChromeTrace } from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { OpenMetrics } from "../../sim/observe/open-metrics/open-metrics.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { Timeline } from "../../sim/observe/timeline.ts";
import { Recording } from "../../sim/recording/index.ts";
import {
  type EngineSettings,
  type Scenario,
  type ScenarioInput,
  scenarioSchema,
} from "../../sim/scenario/schema.ts";
import { Simulation, type SimulationOptions } from "../../sim/simulation.ts";
import { tries } from "../soak.ts";
import { LittlesLaw } from "./littles-law.ts";

const arrivals = fc.oneof(
  fc.record({
    process: fc.constant("poisson" as const),
    request_rate: fc.integer({ min: 5, max: 200 }),
  }),
  fc.record({
    process: fc.constant("gamma" as const),
    request_rate: fc.integer({ min: 5, max: 200 }),
    burstiness: fc.constantFrom(0.2, 3),
  }),
  fc.record({
    process: fc.constant("closed" as const),
    max_concurrency: fc.integer({ min: 1, max: 64 }),
    think_time: fc.constantFrom(0, 0.1),
  }),
  fc.constant({ process: "constant" as const, request_rate: "inf" as const }),
);

const orderNames = Object.keys(orders) as EngineSettings["order"][];

const engine = fc.oneof(
  fc.record({
    max_num_seqs: fc.constantFrom(4, 32, 256),
    max_num_batched_tokens: fc.constantFrom(256, 2048),
    async_scheduling: fc.boolean(),
    order: fc.constantFrom(...orderNames),
    num_gpu_blocks_override: fc.constantFrom(150, 400, 4000),
  }),
  fc.record({
    kv_layout: fc.constant("contiguous" as const),
    reserve: fc.constantFrom("max" as const, "pow2" as const, "oracle" as const),
    max_model_len: fc.constant(2048),
  }),
  fc.record({
    batching: fc.constant("static" as const),
    max_batch_size: fc.constantFrom(1, 8),
    max_queue_delay: fc.constantFrom(0, 0.05),
  }),
);

const scenarios = fc
  .record({
    arrivals,
    engine,
    engines: fc.integer({ min: 1, max: 3 }),
    policy: fc.constantFrom(
      "round-robin" as const,
      "random" as const,
      "least-outstanding" as const,
    ),
    seed: fc.nat(1000),
    median: fc.constantFrom(64, 500),
  })
  .map((drawn): Scenario => {
    const scenario: ScenarioInput = {
      name: "drawn",
      seed: drawn.seed,
      workload: {
        arrivals: drawn.arrivals,
        num_prompts: 120,
        prompt_tokens: { distribution: "lognormal", median: drawn.median, sigma: 1, max: 2000 },
        output_tokens: { distribution: "lognormal", median: 60, sigma: 0.8, max: 400 },
      },
      cluster: {
        pools: [
          {
            engines: drawn.engines,
            model: "meta-llama/Llama-3.1-8B",
            gpu: "H100-SXM-80GB",
            engine: drawn.engine,
          },
        ],
        router: { policy: drawn.policy },
      },
    };
    return scenarioSchema.parse(scenario);
  });

const digest = (scenario: Scenario, options?: SimulationOptions): string =>
  new Simulation(scenario, options).run().result().digest;

test("the same scenario and seed give the same digest, and another seed another", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(digest(scenario)).toBe(digest(scenario));
      expect(digest({ ...scenario, seed: scenario.seed + 1 })).not.toBe(digest(scenario));
    }),
    { numRuns: tries(25) },
  );
});

test("observation never steers: with every probe we have, a run has the same digest", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const tables = [new RequestTable(), new Timeline(), new ChromeTrace(), new OpenMetrics()];
      const probes = [new Audit(), ...tables, new Recording()];
      expect(digest(scenario, { probes })).toBe(digest(scenario));
    }),
    { numRuns: tries(25) },
  );
});

test("sums and loop run any scenario to the same digest", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(digest(scenario, { batch: "each" })).toBe(digest(scenario, { batch: "sums" }));
    }),
    { numRuns: tries(40) },
  );
});

test("Little's law holds on any run, to the bit, and no first token comes after the last", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const law = new LittlesLaw();
      const order: Probe = {
        ...blind,
        requestFinished: ({ ttft, e2el }) => expect(ttft).toBeLessThanOrEqual(e2el),
      };
      digest(scenario, { probes: [law.probe, order] });
      expect(law.inside).toBe(0);
      expect(law.integral).toBe(law.sojourns);
      expect(law.integral).toBeGreaterThan(0);
    }),
    { numRuns: tries(40) },
  );
});

test("every request is accounted for, and advancing bit by bit changes nothing", () => {
  fc.assert(
    fc.property(scenarios, fc.integer({ min: 1, max: 500 }), (scenario, slice) => {
      const simulation = new Simulation(scenario);
      while (simulation.advance(slice));
      const { summary, status, digest: sliced } = simulation.result();
      expect(status).toBe("finished");
      expect(summary.completed + summary.failed).toBe(120);
      expect(summary.unfinished).toBe(0);
      expect([simulation.arrived, simulation.ended]).toEqual([120, 120]);
      expect(sliced).toBe(digest(scenario));
    }),
    { numRuns: tries(25) },
  );
});

test("more HBM bandwidth never slows a run that is bound by it", () => {
  const model = findModel("meta-llama/Llama-3.1-8B");
  const gpu = findGpu("H100-SXM-80GB");
  const clients = fc.record({
    max_concurrency: fc.integer({ min: 1, max: 32 }),
    prompt: fc.integer({ min: 1, max: 64 }),
    output: fc.integer({ min: 20, max: 100 }),
    factor: fc.constantFrom(1.05, 1.5, 4),
  });
  fc.assert(
    fc.property(clients, ({ max_concurrency, prompt, output, factor }) => {
      const scenario = scenarioSchema.parse({
        name: "decode",
        workload: {
          arrivals: { process: "closed", max_concurrency },
          num_prompts: 40,
          prompt_tokens: { distribution: "fixed", tokens: prompt },
          output_tokens: { distribution: "fixed", tokens: output },
        },
        cluster: { pools: [{ model: model.name, gpu: gpu.name }] },
      });
      const settings = scenario.cluster.pools[0]!.engine;
      const duration = (bandwidth: number) => {
        const cost = createCost({ model, gpu: { ...gpu, bandwidth }, settings });
        return new Simulation(scenario, { cost }).run().result().summary.duration;
      };
      expect(duration(factor * gpu.bandwidth)).toBeLessThanOrEqual(duration(gpu.bandwidth));
    }),
    { numRuns: tries(30) },
  );
});

test("what is left when arrivals are cut off counts as unfinished", () => {
  const scenario = scenarioSchema.parse({
    name: "cut",
    workload: {
      arrivals: { process: "constant", request_rate: 10 },
      duration: 5,
      drain: "cut",
      prompt_tokens: { distribution: "fixed", tokens: 100 },
      output_tokens: { distribution: "fixed", tokens: 200 },
    },
    cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" }] },
  });
  const { summary } = new Simulation(scenario).run().result();
  // 200 tokens take well over a second, so those of the last second at least are cut.
  expect(summary.completed + summary.unfinished).toBe(50);
  expect(summary.unfinished).toBeGreaterThan(10);
  expect(summary.duration).toBeLessThanOrEqual(5);
});
