/**
 * Laws of runs with classes: the classes add up to the whole, each obeys Little's law by itself,
 * and naming them changes nothing of what happens.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { FRONTEND } from "../../sim/cluster/assemble.ts";
import { type ClassFigures, orders, type Summary } from "../../sim/index.ts";
import { Audit } from "../../sim/observe/audit.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { type Scenario, scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { tries } from "../soak.ts";
import { LittlesLaw } from "./littles-law.ts";

const own = fc.oneof(
  fc.record({ process: fc.constant("poisson"), request_rate: fc.integer({ min: 2, max: 60 }) }),
  fc.record({
    process: fc.constant("closed"),
    max_concurrency: fc.integer({ min: 1, max: 12 }),
    think_time: fc.constantFrom(0, 0.2, 3),
  }),
  fc.constant(undefined),
);

const kind = fc.record({
  arrivals: own,
  tenant: fc.constantFrom("ann", "bob", undefined),
  priority: fc.integer({ min: -1, max: 2 }),
  slo: fc.constantFrom({ ttft: 0.05, share: 0.9 }, { e2el: 2, share: 0.5 }, undefined),
  median: fc.constantFrom(50, 400),
});

/** What is undefined is not there. */
const written = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

const scenarios = fc
  .record({
    kinds: fc.array(kind, { minLength: 1, maxLength: 4 }),
    slo: fc.constantFrom({ tpot: 0.012, share: 0.9 }, undefined),
    order: fc.constantFrom(...Object.keys(orders)),
    end: fc.constantFrom({ num_prompts: 80 }, { duration: 1.5, drain: "cut" }, { duration: 1 }),
    seed: fc.nat(1000),
  })
  .map(({ kinds, slo, order, end, seed }): Scenario => {
    const sharers = kinds.filter(({ arrivals }) => arrivals === undefined).length;
    const classes = kinds.map(({ median, ...rest }, at) =>
      written({
        ...rest,
        name: `class ${at}`,
        share: rest.arrivals === undefined ? 1 / sharers : undefined,
        prompt_tokens: { distribution: "lognormal", median, sigma: 1, max: 2000 },
      }),
    );
    return scenarioSchema.parse(
      written({
        name: "drawn",
        seed,
        workload: {
          ...end,
          ...(sharers > 0 && { arrivals: { process: "poisson", request_rate: 40 } }),
          classes,
          output_tokens: { distribution: "lognormal", median: 40, sigma: 0.8, max: 300 },
        },
        slo,
        cluster: {
          pools: [
            {
              engines: 2,
              model: "meta-llama/Llama-3.1-8B",
              gpu: "H100-SXM-80GB",
              engine: { order, max_num_seqs: 16, num_gpu_blocks_override: 400 },
            },
          ],
          router: { policy: "least-outstanding" },
        },
      }),
    );
  });

const run = (scenario: Scenario, probes: Probe[] = []) =>
  new Simulation(scenario, { probes }).run().result();

const counts = [
  "completed",
  "failed",
  "unfinished",
  "cut_short",
  "total_input_tokens",
  "total_output_tokens",
] as const;

const total = (all: readonly object[], key: string): number =>
  all.reduce((sum, each) => sum + (each as Record<string, number>)[key]!, 0);

test("classes and tenants add up to the whole", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { summary, status } = run(scenario);
      expect(status).toBe("finished");
      const { classes, tenants } = summary;
      for (const key of counts) expect(total(classes, key)).toBe(summary[key]);
      for (const key of counts.filter((key) => key !== "cut_short"))
        if (tenants.length > 0) expect(total(tenants, key)).toBe(summary[key]);
      expect(total(classes, "output_throughput")).toBeCloseTo(summary.output_throughput ?? 0, 6);
      expect(total(classes, "good")).toBe(
        Math.round((summary.request_goodput ?? 0) * summary.duration),
      );
      const judged = total(classes, "judged");
      const { share } = summary.verdict;
      expect(share === null ? null : share * judged).toBeCloseTo(total(classes, "good"), 6);
      holdsParts(classes);
      holdsMeans(summary);
    }),
    { numRuns: tries(40) },
  );
});

/** The parts of latency sum to it, class by class. */
function holdsParts(classes: readonly ClassFigures[]): void {
  for (const it of classes.filter(({ completed }) => completed > 0)) {
    const toFirst = Object.values(it.ttft_parts_ms!).reduce((a, b) => a + b, 0);
    const after = Object.values(it.decode_parts_ms!).reduce((a, b) => a + b, 0);
    expect(toFirst).toBeCloseTo(it.mean_ttft_ms!, 6);
    expect(toFirst + after).toBeCloseTo(it.mean_e2el_ms!, 6);
    expect(it.max_itl_ms ?? 0).toBeGreaterThanOrEqual(it.mean_itl_ms ?? 0);
  }
}

/** Means of classes, weighted by what they are of, are the means of the whole. */
function holdsMeans(summary: Summary): void {
  const mean = (metric: "ttft" | "e2el") =>
    summary.classes.reduce((sum, it) => sum + (it[`mean_${metric}_ms`] ?? 0) * it.completed, 0) /
    summary.completed;
  if (summary.completed === 0) return;
  expect(mean("ttft")).toBeCloseTo(summary.mean_ttft_ms!, 6);
  expect(mean("e2el")).toBeCloseTo(summary.mean_e2el_ms!, 6);
  // The histogram of the whole counts gaps of unfinished requests too.
  if (summary.unfinished > 0) return;
  const gaps = summary.classes.map((it) => ({ it, n: it.total_output_tokens - it.completed }));
  const all = gaps.reduce((sum, { n }) => sum + n, 0);
  const itl = gaps.reduce((sum, { it, n }) => sum + (it.mean_itl_ms ?? 0) * n, 0) / all;
  if (all > 0) expect(itl).toBeCloseTo(summary.mean_itl_ms!, 6);
}

test("Little's law holds of each class by itself, to the bit", () => {
  fc.assert(
    fc.property(scenarios, (drawn) => {
      const scenario = structuredClone(drawn);
      scenario.workload.drain = "finish";
      const laws = scenario.workload.classes!.map(() => new LittlesLaw());
      const of = (at: number): Probe => laws[at]!.probe;
      const probe: Probe = {
        ...blind,
        requestSubmitted: (it, engine, now) => of(it.class.index).requestSubmitted(it, engine, now),
        requestFinished: (it, engine, ledger, now) =>
          of(it.class.index).requestFinished(it, engine, ledger, now),
      };
      run(scenario, [probe]);
      for (const law of laws) {
        expect(law.inside).toBe(0);
        expect(law.integral).toBe(law.sojourns);
      }
    }),
    { numRuns: tries(25) },
  );
});

test("the audit finds every promise kept, and probes change nothing", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const audit = new Audit();
      const { digest } = run(scenario, [audit, new RequestTable(scenario.slo)]);
      expect(digest).toBe(run(scenario).digest);
    }),
    { numRuns: tries(20) },
  );
});

test("a run ends with its last request, however far off the next arrival would have been", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const simulation = new Simulation(scenario).run();
      const last = { at: 0 };
      const probe: Probe = {
        ...blind,
        stepFinished: (step) => {
          last.at = step.returned;
        },
        requestRefused: (_request, _engine, now) => {
          last.at = now;
        },
      };
      if (scenario.workload.drain === "cut") return;
      run(scenario, [probe]);
      expect(simulation.now - last.at).toBeLessThanOrEqual(FRONTEND.out);
      if (scenario.workload.num_prompts) expect(simulation.arrived).toBe(80);
    }),
    { numRuns: tries(20) },
  );
});

test("dealing out arrivals under one SLO changes neither the share inside nor the verdict", () => {
  const classes = ["a", "b"].map((name) => ({ name, share: 0.5 }));
  const workload = {
    arrivals: { process: "poisson" as const, request_rate: 30 },
    num_prompts: 400,
    prompt_tokens: { distribution: "fixed" as const, tokens: 700 },
    output_tokens: { distribution: "fixed" as const, tokens: 60 },
  };
  const of = (more: object) =>
    run(
      scenarioSchema.parse({
        name: "alike",
        workload: { ...workload, ...more },
        cluster: { pools: [{ model: "meta-llama/Llama-3.1-8B", gpu: "H100-SXM-80GB" }] },
        slo: { ttft: 0.06, share: 0.9 },
      }),
    );
  const [with2, without] = [of({ classes }), of({})];
  expect(with2.digest).toBe(without.digest);
  const { classes: figures, tenants, verdict, ...rest } = with2.summary;
  const { classes: none, tenants: nobody, verdict: plain, ...same } = without.summary;
  expect([none, nobody, tenants]).toEqual([[], [], []]);
  expect(rest).toEqual(same);
  expect([verdict.share, verdict.met, verdict.binds]).toEqual([
    plain.share,
    plain.met,
    plain.binds,
  ]);
  expect(figures.map(({ slo_of, slo }) => [slo_of, slo!.ttft_ms])).toEqual([
    ["scenario", 60],
    ["scenario", 60],
  ]);
});
