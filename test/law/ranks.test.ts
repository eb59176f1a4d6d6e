/** Laws of runs whose ranks share experts, drawn at random. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawBlueprints } from "../../sim/cluster/blueprint.ts";
import { CAUSE, causes } from "../../sim/cost/cost.ts";
import { PART } from "../../sim/engine/ledger.ts";
import type { Step } from "../../sim/engine/step.ts";
import type { ModelConfig } from "../../sim/machine/read-model.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { ChromeTrace } from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { OpenMetrics } from "../../sim/observe/open-metrics/open-metrics.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { Timeline } from "../../sim/observe/timeline.ts";
import { Recording } from "../../sim/recording/index.ts";
import { type Scenario, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation, type SimulationOptions } from "../../sim/simulation.ts";
import { Demand } from "../../sim/workload/demand.ts";
import { parseOpenMetrics } from "../observe/open-metrics-parser.ts";
import { checkTrace, type TraceEvent } from "../observe/trace-reader.ts";
import { tries } from "../soak.ts";
import { LittlesLaw } from "./littles-law.ts";

/** Sixteen experts in every layer. */
const mixture: ModelConfig = {
  model_type: "mixtral",
  num_hidden_layers: 4,
  hidden_size: 1024,
  intermediate_size: 2048,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  num_local_experts: 16,
  num_experts_per_tok: 2,
  vocab_size: 32_000,
  max_position_embeddings: 4096,
  torch_dtype: "bfloat16",
};

const scenarios = fc
  .record({
    data_parallel_size: fc.constantFrom(2, 4, 8),
    tensor_parallel_size: fc.constantFrom(1, 2),
    enable_expert_parallel: fc.boolean(),
    engines: fc.integer({ min: 1, max: 2 }),
    engine: fc.record({
      max_num_seqs: fc.constantFrom(4, 64),
      max_num_batched_tokens: fc.constantFrom(256, 2048),
      async_scheduling: fc.boolean(),
      enforce_eager: fc.boolean(),
      num_gpu_blocks_override: fc.constantFrom(260, 2000),
      order: fc.constantFrom("fcfs" as const, "shortest-first" as const, "srpt" as const),
    }),
    request_rate: fc.constantFrom(2, 100, 2000),
    seed: fc.nat(1000),
  })
  .map(({ request_rate, seed, ...pool }): Scenario => {
    const { engine } = pool;
    return scenarioSchema.parse({
      name: "drawn",
      seed,
      workload: {
        arrivals: { process: "poisson", request_rate },
        num_prompts: 80,
        prompt_tokens: { distribution: "lognormal", median: 200, sigma: 1, max: 2000 },
        output_tokens: { distribution: "lognormal", median: 40, sigma: 0.8, max: 300 },
      },
      cluster: {
        pools: [
          {
            ...pool,
            model: mixture,
            gpu: "H100-SXM-80GB",
            engine: { ...engine, max_model_len: 4096 },
          },
        ],
      },
    });
  });

const run = (scenario: Scenario, options: SimulationOptions = {}) =>
  new Simulation(scenario, options).run();

const digest = (scenario: Scenario, options?: SimulationOptions): string =>
  run(scenario, options).result().digest;

test("seconds, requests and blocks are conserved, and nobody who looks changes anything", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const law = new LittlesLaw();
      const tables = [new RequestTable(), new Timeline(), new ChromeTrace(), new OpenMetrics()];
      const probes = [new Audit(), law.probe, ...tables, new Recording()];
      const { summary, digest: seen } = run(scenario, { probes }).result();
      expect(summary.completed).toBe(80);
      expect([law.inside, law.integral]).toEqual([0, law.sojourns]);
      expect(seen).toBe(digest(scenario));
      expect(digest(scenario, { batch: "each" })).toBe(seen);
    }),
    { numRuns: tries(25) },
  );
});

test("timeline, metrics and trace tell of each rank what the summary does", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const [timeline, metrics, trace] = [
        new Timeline(),
        new OpenMetrics({ interval: 5 }),
        new ChromeTrace(),
      ];
      const simulation = run(scenario, { probes: [timeline, metrics, trace] });
      const { engines, placements, end } = simulation;
      const { summary } = simulation.result();
      const told = new Map<string, number>();
      for (const { engine, figures } of timeline.rows(engines, end))
        for (const cause of causes) {
          const key = `${engine} ${cause}`;
          told.set(key, (told.get(key) ?? 0) + figures[`${cause}_s`]);
        }
      const text = [...metrics.text({ placements, end, start: 0 })].join("");
      const scraped = new Map<string, number>();
      for (const { samples } of parseOpenMetrics(text).values())
        for (const { name, labels, value } of samples)
          if (name === "rooflight:engine_seconds_total")
            scraped.set(`${labels.engine} ${labels.cause}`, value);
      for (const [index, { name, seconds_by_cause: seconds }] of summary.engines.entries())
        for (const cause of causes) {
          expect(told.get(`${name} ${cause}`)).toBeCloseTo(seconds[cause], 6);
          expect(scraped.get(`${index} ${cause}`)).toBe(seconds[cause]);
        }
      const json = [...trace.json(engines, end)].join("");
      const events = JSON.parse(json).traceEvents as TraceEvent[];
      checkTrace(events.filter(({ ph }) => ph !== "M"));
    }),
    { numRuns: tries(10) },
  );
});

test("what requests waited for slower ranks is what their engines waited within steps", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      let [inSteps, inRequests] = [0, 0];
      const probe: Probe = {
        ...blind,
        stepFinished: ({ byCause }: Step) => {
          inSteps += byCause[CAUSE.idle]!;
        },
        requestFinished: (_request, _engine, ledger) => {
          inRequests += ledger[PART.decode_idle]!;
        },
      };
      const { cluster } = run(scenario, { probes: [probe] }).result().summary;
      expect(cluster.idle_in_steps_s).toBeCloseTo(inSteps, 9);
      expect(cluster.idle_in_steps_s).toBeLessThanOrEqual(cluster.seconds_by_cause.idle);
      // Nobody waits for a slower rank unless one does.
      if (inSteps === 0) expect(inRequests).toBe(0);
    }),
    { numRuns: tries(25) },
  );
});

test("ranks of one engine have made as many steps, their own and dummies, when it rests", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { engines } = run(scenario);
      const { data_parallel_size: size } = scenario.cluster.pools[0]!;
      for (let first = 0; first < engines.length; first += size) {
        const ranks = engines.slice(first, first + size);
        const all = ranks.map(({ stepsFinished, dummySteps }) => stepsFinished + dummySteps);
        expect(new Set(all).size).toBe(1);
      }
    }),
    { numRuns: tries(15) },
  );
});

test("no rank does its requests' work in less than the least time of it", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { bounds } = drawBlueprints(scenario.cluster)[0]!;
      const demands: Demand[] = [];
      const probe: Probe = {
        ...blind,
        requestFinished: ({ prompt, output, ttft, e2el }, { index }) => {
          const alone = new Demand().add(prompt, output);
          expect(ttft).toBeGreaterThanOrEqual(bounds.firstToken(alone).attained);
          expect(e2el).toBeGreaterThanOrEqual(bounds.decode(alone).attained);
          demands[index] ??= new Demand();
          demands[index].add(prompt, output);
        },
      };
      const { engines } = run(scenario, { probes: [probe] });
      for (const [index, demand] of demands.entries()) {
        if (demand === undefined) continue;
        const { secondsByCause } = engines[index]!;
        const worked = secondsByCause.reduce((sum, seconds) => sum + seconds);
        const busy = worked - secondsByCause[CAUSE.idle]! - secondsByCause[CAUSE.host]!;
        expect(busy).toBeGreaterThanOrEqual(bounds.work(demand).attained);
      }
    }),
    { numRuns: tries(25) },
  );
});
