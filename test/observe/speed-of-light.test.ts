import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stepsInFlight } from "../../sim/cluster/assemble.ts";
import { TICK } from "../../sim/kernel/time.ts";
import { firstTokenTime } from "../../sim/observe/light-gaps.ts";
import { capacityInWords, gapParts, ofDecodes } from "../../sim/observe/light-in-words.ts";
import type { Summary } from "../../sim/observe/summary.ts";
import type { Scenario } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { boundedScenarios } from "../law/bounded-scenarios.ts";
import { singleServer, stepCost } from "../law/single-server.ts";
import { open } from "../scenario/play.ts";
import { tries } from "../soak.ts";

const sum = (parts: object): number =>
  Object.values(parts).reduce((total: number, part: number) => total + part, 0);

/** Tokens are then taken in as they come. */
const isSynchronous = ({ cluster }: Scenario): boolean =>
  cluster.pools.every(({ engine }) => stepsInFlight(engine) === 1);

const isInStages = ({ cluster }: Scenario): boolean =>
  cluster.pools.some(({ pipeline_parallel_size: stages }) => stages > 1);

const summaryOf = (...[scenario, options]: ConstructorParameters<typeof Simulation>): Summary =>
  new Simulation(scenario, options).run().result().summary;

test("no run reaches the speed of light, and its gaps are divided without a rest", () => {
  fc.assert(
    fc.property(boundedScenarios(2), (scenario) => {
      const summary = summaryOf(scenario);
      const light = summary.speed_of_light;
      // All may be refused.
      expect(light === null).toBe(summary.completed === 0);
      if (light === null) return;
      const { sheet, attained, gap, engine_time_share, ttft_ms, decode_ms } = light;
      expect(summary.request_throughput!).toBeLessThanOrEqual(attained.request_throughput);
      expect(summary.output_throughput!).toBeLessThanOrEqual(attained.output_throughput);
      expect(attained.request_throughput).toBeLessThanOrEqual(sheet.request_throughput);
      expect(summary.mean_ttft_ms!).toBeGreaterThanOrEqual(attained.mean_ttft_ms);
      expect(attained.mean_ttft_ms).toBeGreaterThanOrEqual(sheet.mean_ttft_ms);
      if (summary.mean_tpot_ms !== null) {
        expect(summary.mean_tpot_ms).toBeGreaterThanOrEqual(attained.mean_tpot_ms!);
        expect(attained.mean_tpot_ms!).toBeGreaterThanOrEqual(sheet.mean_tpot_ms!);
      }
      for (const each of Object.values(gap)) {
        if (each !== null) expect(each.times).toBeGreaterThanOrEqual(1);
      }
      expect(sum(engine_time_share)).toBeCloseTo(1, 9);
      expect(sum(ttft_ms)).toBeCloseTo(summary.mean_ttft_ms!, 6);
      expect(sum(decode_ms)).toBeCloseTo(summary.mean_e2el_ms! - summary.mean_ttft_ms!, 6);
      // The causes of a step are put on the grid one by one.
      const rounding = (3000 * TICK * summary.total_output_tokens) / summary.completed;
      const { shared, ...ofDecodes } = decode_ms;
      const { batches, ...ofEngines } = engine_time_share;
      for (const part of [ofEngines, ttft_ms, ofDecodes].flatMap(Object.values))
        expect(part).toBeGreaterThanOrEqual(-rounding);
      // The bound is the fullest stage's; the others have less to move, and wait for it.
      const waited = isInStages(scenario) ? ofEngines.interconnect : 0;
      expect(batches + waited).toBeGreaterThanOrEqual(-rounding);
      // A token that comes of starting again is no decode.
      const decoded = summary.cluster.preemptions === 0;
      if (decoded && isSynchronous(scenario)) expect(shared).toBeGreaterThanOrEqual(-rounding);
    }),
    { numRuns: tries(60) },
  );
});

test("an open loop says what was asked for, and a closed one what could be served", () => {
  const chat = summaryOf(open("chat.yaml", ["workload.num_prompts=500"])).speed_of_light!;
  expect(chat.offered_per_s).toBeGreaterThan(40);
  expect(chat.utilisation).toBe(chat.offered_per_s! / chat.attained.request_throughput);
  expect(chat.sentence).toMatch(
    /^At most \d+ requests\/s could be served, and 4\d(\.\d)? were asked for \(2\d/,
  );
  const closed = summaryOf(open("closed.yaml", ["workload.num_prompts=100"])).speed_of_light!;
  expect([closed.offered_per_s, closed.utilisation]).toEqual([null, null]);
  expect(closed.sentence).toMatch(/^At most [\d.]+ requests\/s could be served with kernels/);
});

test("steps that cost what the caller says know no speed of light", () => {
  const scenario = singleServer({ load: 0.5, requests: 100 });
  expect(summaryOf(scenario, { cost: stepCost }).speed_of_light).toBeNull();
  expect(summaryOf(scenario).speed_of_light).not.toBeNull();
});

describe("in words", () => {
  test("what could be served stands beside what was asked for", () => {
    expect(capacityInWords(175.4, 44.24)).toBe(
      "At most 175 requests/s could be served, and 44.2 were asked for (25.2 %).",
    );
    expect(capacityInWords(1.32, 1.49)).toBe(
      "At most 1.32 requests/s could be served, and 1.49 were asked for: the queue must grow.",
    );
    expect(capacityInWords(30, null)).toBe(
      "At most 30 requests/s could be served with kernels as measured.",
    );
  });

  test("a gap is made of what lies beyond the light, the largest first", () => {
    const none = { kernels: 0, shared: 0, prompts: 0, interconnect: 0, waiting: 0 };
    const made = gapParts({ ...none, light: 7, launch: 1, host: 3 }, ofDecodes);
    expect(made).toEqual([
      { part: "host", words: "the host", share: 0.75 },
      { part: "launch", words: "kernel latency", share: 0.25 },
    ]);
    expect(gapParts({ ...none, light: 7, launch: 0, host: 0 }, ofDecodes)).toEqual([]);
  });
});

test("the time to a first token is its bound, what its steps took beyond it, and its waits", () => {
  const parts = {
    frontend: 2,
    wait_step: 3,
    wait_batch: 0,
    wait_seqs: 4,
    wait_budget: 1,
    wait_kv: 5,
    prefill: 20,
    preempted_prefill: 6,
    transfer: 7,
  };
  expect(firstTokenTime(parts, { sheet: 8, attained: 12, sampling: 1 })).toEqual({
    light: 8,
    kernels: 4,
    shared: 8,
    step: 3,
    queue: 16,
    transfer: 7,
    frontend: 2,
  });
});
