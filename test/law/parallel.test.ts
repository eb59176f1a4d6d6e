/** Laws of runs whose engines are spread over GPUs, in every combination, drawn at random. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WhatIf } from "../../sim/cluster/what-if.ts";
import { CAUSE } from "../../sim/cost/cost.ts";
import type { Gpu } from "../../sim/machine/gpu.ts";
import type { Link } from "../../sim/machine/link.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { ChromeTrace } from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { OpenMetrics } from "../../sim/observe/open-metrics/open-metrics.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { Timeline } from "../../sim/observe/timeline.ts";
import { Recording } from "../../sim/recording/index.ts";
import type { Scenario } from "../../sim/scenario/schema.ts";
import { Simulation, type SimulationOptions } from "../../sim/simulation.ts";
import { checkTrace, named, type TraceEvent } from "../observe/trace-reader.ts";
import { tries } from "../soak.ts";
import { alone, hasExperts, PRICE, parallelScenarios, REQUESTS } from "./parallel-scenarios.ts";

const sum = (values: Iterable<number>): number => [...values].reduce((all, each) => all + each, 0);

/** GPUs of all engines. */
const gpusOf = ({ cluster }: Scenario): number =>
  sum(
    cluster.pools.map(
      (pool) =>
        pool.engines *
        pool.tensor_parallel_size *
        pool.pipeline_parallel_size *
        pool.data_parallel_size,
    ),
  );

test("seconds, tokens, blocks and GPUs are conserved", () => {
  fc.assert(
    fc.property(parallelScenarios(), (scenario) => {
      const simulation = new Simulation(scenario, { probes: [new Audit()] }).run();
      const { summary, status } = simulation.result();
      expect([status, summary.completed, summary.unfinished]).toEqual(["finished", REQUESTS, 0]);

      const { log } = simulation;
      const [prompts, outputs] = [sum(log.columns().prompt), sum(log.columns().output)];
      expect([summary.total_input_tokens, summary.total_output_tokens]).toEqual([prompts, outputs]);
      // The last token of a request is drawn and never computed.
      const least = prompts + outputs - REQUESTS;
      const { seconds, seconds_by_cause, gpus, ...usage } = summary.cluster;
      const computed = usage.computed_tokens - usage.padding_tokens;
      expect(computed).toBeGreaterThanOrEqual(least);
      if (usage.preemptions === 0) expect(computed).toBe(least);

      for (const it of simulation.engines)
        expect([it.waiting, it.running, it.outstanding, it.kvBlocksHeld]).toEqual([0, 0, 0, 0]);
      expect(sum(Object.values(seconds_by_cause))).toBe(seconds);
      expect(gpus).toBe(gpusOf(scenario));
      expect(summary.gpu_hours).toBeCloseTo((gpus * summary.duration) / 3600, 12);
      expect(summary.cost).toBeCloseTo(PRICE * summary.gpu_hours!, 12);
      expect(summary.output_throughput_per_gpu).toBeCloseTo(summary.output_throughput! / gpus, 9);
    }),
    { numRuns: tries(60) },
  );
});

test("the same scenario gives the same run, by sums and by request", () => {
  fc.assert(
    fc.property(parallelScenarios(), (scenario) => {
      const digest = (batch: "sums" | "each") =>
        new Simulation(scenario, { batch }).run().result().digest;
      expect(digest("sums")).toBe(digest("sums"));
      expect(digest("each")).toBe(digest("sums"));
    }),
    { numRuns: tries(40) },
  );
});

/** Every size that there is, of one. */
const ofOne = {
  tensor_parallel_size: 1,
  pipeline_parallel_size: 1,
  data_parallel_size: 1,
  enable_sequence_parallel: true,
  gpus_per_node: 1,
} as const;

test("a group of one changes no digest", () => {
  fc.assert(
    fc.property(parallelScenarios(alone), (scenario) => {
      const { cluster } = scenario;
      const grouped = cluster.pools.map((pool) => ({
        ...pool,
        ...ofOne,
        ...(hasExperts(pool) && { enable_expert_parallel: true, expert_skew: 0 }),
      }));
      const digest = (pools: typeof cluster.pools) =>
        new Simulation({ ...scenario, cluster: { ...cluster, pools } }).run().result().digest;
      expect(digest(grouped)).toBe(digest(cluster.pools));
    }),
    { numRuns: tries(20) },
  );
});

test("observation never steers, however an engine is spread", () => {
  fc.assert(
    fc.property(parallelScenarios(), (scenario) => {
      const tables = [new RequestTable(), new Timeline(), new ChromeTrace(), new OpenMetrics()];
      const probes = [new Audit(), ...tables, new Recording()];
      const digest = (options: SimulationOptions = {}) =>
        new Simulation(scenario, options).run().result().digest;
      expect(digest({ probes })).toBe(digest());
    }),
    { numRuns: tries(20) },
  );
});

test("more bandwidth, of memory or of links, never makes a lone user wait longer", () => {
  const factor = fc.constantFrom(1, 1.1, 3);
  fc.assert(
    fc.property(parallelScenarios(), factor, factor, (scenario, memory, links) => {
      const arrivals = { process: "closed" as const, max_concurrency: 1, think_time: 0 };
      const alone = { ...scenario, workload: { ...scenario.workload, arrivals, num_prompts: 5 } };
      const gpu = (of: Gpu): Gpu => ({
        ...of,
        bandwidth: memory * of.bandwidth,
        links: {
          ...of.links,
          host: wider(of.links.host, links),
          ...(of.links.peer && { peer: wider(of.links.peer, links) }),
        },
      });
      const run = (whatIf: WhatIf) => new Simulation(alone, { whatIf }).run().result().summary;
      const before = run({});
      // Of rounded parts of a step, a part that hides is off by some ticks of time.
      const hides = scenario.cluster.pools[0]!.collective_overlap > 0;
      const slack = hides ? 8 * 2 ** -30 * before.cluster.steps : 0;
      expect(run({ gpu }).duration).toBeLessThanOrEqual(before.duration + slack);
    }),
    { numRuns: tries(30) },
  );
});

const wider = (link: Link, factor: number): Link => ({
  ...link,
  bandwidth: factor * link.bandwidth,
});

test("GPUs spend time on links where they share layers, and none where links take no time", () => {
  fc.assert(
    fc.property(parallelScenarios(), (scenario) => {
      const spent = (whatIf: WhatIf = {}) => {
        const { engines } = new Simulation(scenario, { whatIf }).run();
        return sum(engines.map(({ secondsByCause }) => secondsByCause[CAUSE.collectives]!));
      };
      const pool = scenario.cluster.pools[0]!;
      // All of it may run beside kernels.
      if (pool.collective_overlap < 1) expect(spent() > 0).toBe(says(pool));
      expect(spent({ network: () => () => 0 })).toBe(0);
    }),
    { numRuns: tries(20) },
  );
});

/** Whether the GPUs of an engine have anything to say to each other. */
const says = (pool: Scenario["cluster"]["pools"][number]): boolean =>
  pool.tensor_parallel_size > 1 ||
  pool.pipeline_parallel_size > 1 ||
  (pool.data_parallel_size > 1 && hasExperts(pool));

test("workers do one thing at a time, as a Chrome trace shows it", () => {
  fc.assert(
    fc.property(parallelScenarios(), (scenario) => {
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
