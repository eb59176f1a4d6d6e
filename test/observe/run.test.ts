import fc from "fast-check";
import { expect, test } from "vitest";
import { simulate } from "../../sim/index.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { ChromeTrace } from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { Digest } from "../../sim/observe/digest.ts";
import { OpenMetrics } from "../../sim/observe/open-metrics/open-metrics.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { Timeline } from "../../sim/observe/timeline.ts";
import type { ScenarioInput } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { world } from "../engine/world.ts";
import { singleServer, stepCost } from "../law/single-server.ts";
import { summaryOf } from "./hand-made.ts";
import { type Load, loads, worldOf } from "./loads.ts";

const sum = (values: Record<string, number>): number =>
  Object.values(values).reduce((total, value) => total + value, 0);

const everyProbe = () => [
  new Recorder(),
  new Timeline(),
  new RequestTable(),
  new Audit(),
  new ChromeTrace(),
  new OpenMetrics({ interval: 5 }),
];

test("observation never steers: with and without probes a run has the same digest", () => {
  const digestOf = (load: Load, others: ReturnType<typeof everyProbe>) => {
    const digest = new Digest();
    world(load.asked, { ...worldOf(load), probes: [digest, ...others] }).run();
    return digest.value;
  };
  fc.assert(
    fc.property(loads, (load) => {
      expect(digestOf(load, everyProbe())).toBe(digestOf(load, []));
    }),
    { numRuns: 40 },
  );
});

test("the parts of a summary sum to the whole, whatever happens", () => {
  fc.assert(
    fc.property(loads, (load) => {
      const recorder = new Recorder({ ttft: 20, share: 0.9 });
      const { engine, agenda } = world(load.asked, { ...worldOf(load), probes: [recorder] }).run();
      const summary = summaryOf(recorder, engine, { now: agenda.now });
      const { cluster } = summary;
      expect(summary.completed + summary.failed).toBe(load.asked.length);
      expect(cluster.seconds).toBe(agenda.now);
      expect(sum(cluster.seconds_by_cause)).toBe(agenda.now);
      if (summary.completed === 0) return;
      const toFirst = sum(summary.ttft_parts_ms!);
      expect(toFirst).toBeCloseTo(summary.mean_ttft_ms!, 6);
      expect(toFirst + sum(summary.decode_parts_ms!)).toBeCloseTo(summary.mean_e2el_ms!, 6);
      expect(sum(cluster.kv.share!)).toBeCloseTo(1, 9);
      expect(cluster.kv.mean_blocks!).toBeLessThanOrEqual(cluster.kv.peak_blocks);
      if (!everybodyIsSomewhere(load)) return;
      // Little's law: Σ time in the queue or the batch is the time average of those there.
      const present = (cluster.mean_running! + cluster.mean_waiting!) * agenda.now;
      expect(present).toBeCloseTo((summary.mean_e2el_ms! / 1000) * summary.completed, 6);
    }),
    { numRuns: 60 },
  );
});

const slo = { ttft: 1, tpot: 0.05, share: 0.99 };

/**
 * Static batches keep the places of those that are done, an asynchronous engine may take that of a
 * request whose last token is in flight, and in the front end nobody is counted.
 */
const everybodyIsSomewhere = ({ settings, frontend }: Load): boolean =>
  settings.batching === "in-flight" &&
  !("async_scheduling" in settings && settings.async_scheduling) &&
  frontend.in === 0;

const scenario: ScenarioInput = {
  name: "small",
  workload: {
    arrivals: { process: "poisson", request_rate: 20 },
    num_prompts: 300,
    prompt_tokens: { distribution: "fixed", tokens: 512 },
    output_tokens: { distribution: "fixed", tokens: 64 },
  },
  cluster: {
    pools: [
      {
        engines: 2,
        model: "meta-llama/Llama-3.1-8B-Instruct",
        gpu: "H100-SXM-80GB",
        price_per_hour: 3,
      },
    ],
  },
  slo,
};

test("a whole scenario gives a summary, two tables and a verdict that agree", () => {
  const table = new RequestTable(slo);
  const timeline = new Timeline();
  const { summary } = simulate(scenario, {
    probes: [table, timeline, new Audit({ exactBlocks: true })],
  });
  const again = simulate(scenario).summary;
  expect(again).toEqual(summary);
  expect(summary).toMatchObject({ status: "finished", completed: 300, unfinished: 0, failed: 0 });
  expect(summary.total_input_tokens).toBe(300 * 512);
  expect(summary.total_output_tokens).toBe(300 * 64);
  expect(summary.cost! / summary.gpu_hours).toBeCloseTo(3, 9);
  expect(summary.verdict.met).toBe(true);
  const rows = [...table.csv()].join("").trimEnd().split("\n");
  expect(rows).toHaveLength(301);
  const ttfts = rows.slice(1).map((row) => Number(row.split(",")[7]));
  expect(ttfts.reduce((a, b) => a + b) / 300).toBeCloseTo(summary.mean_ttft_ms!, 3);
});

test("a result asked for in the middle leaves the log and the figures to come as they are", () => {
  const load = singleServer({ load: 0.7, requests: 2000 });
  const asked = new Simulation(load, { cost: stepCost });
  const columns = ({ log }: Simulation) =>
    [log.arrival, log.ttft, log.e2el].map((column) => column.slice(0, log.count));
  for (let more = true; more; ) {
    more = asked.advance(5000);
    const before = columns(asked);
    const { summary } = asked.result();
    expect(columns(asked)).toEqual(before);
    expect(asked.result().summary).toEqual(summary);
  }
  expect(asked.result().summary.steady).not.toBeNull();
  const unasked = new Simulation(load, { cost: stepCost }).run();
  expect(asked.result()).toEqual(unasked.result());
  expect(columns(asked)).toEqual(columns(unasked));
});
