import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstTokenTime } from "../../sim/observe/light-gaps.ts";
import { lightInWords } from "../../sim/observe/light-in-words.ts";
import type { SpeedOfLight } from "../../sim/observe/speed-of-light.ts";
import type { Summary } from "../../sim/observe/summary.ts";
import { Simulation } from "../../sim/simulation.ts";
import { boundedScenarios } from "../law/bounded-scenarios.ts";
import { singleServer, stepCost } from "../law/single-server.ts";
import { open } from "../scenario/play.ts";
import { tries } from "../soak.ts";

const sum = (parts: object): number =>
  Object.values(parts).reduce((total: number, part: number) => total + part, 0);

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
        expect(gap.mean_tpot).toBeGreaterThanOrEqual(1);
      }
      expect(sum(engine_time_share)).toBeCloseTo(1, 9);
      expect(sum(ttft_ms)).toBeCloseTo(summary.mean_ttft_ms!, 6);
      expect(sum(decode_ms)).toBeCloseTo(summary.mean_e2el_ms! - summary.mean_ttft_ms!, 6);
      for (const part of [engine_time_share, ttft_ms, decode_ms].flatMap(Object.values))
        expect(part).toBeGreaterThanOrEqual(-1e-9);
    }),
    { numRuns: tries(60) },
  );
});

test("an open loop says what was asked for, and a closed one what could be served", () => {
  const chat = summaryOf(open("chat.yaml", ["workload.num_prompts=500"])).speed_of_light!;
  expect(chat.offered_per_s).toBeGreaterThan(40);
  expect(chat.utilisation).toBe(chat.offered_per_s! / chat.attained.request_throughput);
  expect(chat.sentence).toMatch(
    /^The engines could serve at most \d+ requests\/s; they were asked for 4\d(\.\d)? \(2\d/,
  );
  const closed = summaryOf(open("closed.yaml", ["workload.num_prompts=100"])).speed_of_light!;
  expect([closed.offered_per_s, closed.utilisation]).toEqual([null, null]);
  expect(closed.sentence).toMatch(/^The engines could serve at most [\d.]+ requests\/s with kern/);
});

test("steps that cost what the caller says know no speed of light", () => {
  const scenario = singleServer({ load: 0.5, requests: 100 });
  expect(summaryOf(scenario, { cost: stepCost }).speed_of_light).toBeNull();
  expect(summaryOf(scenario).speed_of_light).not.toBeNull();
});

describe("in words", () => {
  const nothing = {
    light: 0,
    kernels: 0,
    batches: 0,
    launch: 0,
    interconnect: 0,
    host: 0,
    idle: 0,
  };
  const figures = {
    request_throughput: 10,
    output_throughput: 1,
    mean_ttft_ms: 1,
    mean_tpot_ms: 1,
  };
  const light: Omit<SpeedOfLight, "sentence"> = {
    sheet: figures,
    attained: figures,
    gap: { request_throughput: 1, mean_ttft: 1, mean_tpot: 1 },
    offered_per_s: 4,
    utilisation: 0.4,
    engine_time_share: { ...nothing, light: 0.2, batches: 0.1, idle: 0.6, host: 0.1 },
    ttft_ms: { light: 1, kernels: 0.5, shared: 4.5, step: 0, queue: 5, transfer: 0, frontend: 0 },
    decode_ms: {
      light: 7,
      kernels: 0,
      shared: 0,
      prompts: 0,
      launch: 3,
      interconnect: 0,
      host: 0,
      waiting: 0,
    },
  };

  test("the two largest parts of each gap are named with their shares of it", () => {
    expect(lightInWords(light)).toBe(
      "The engines could serve at most 10 requests/s; they were asked for 4 (40 %). " +
        "The gap to the data sheet: in engine time, nothing to do (75 %) and " +
        "batches less than full (13 %); before a first token, queueing (50 %) and " +
        "launches and others in its steps (45 %); after it, kernel latency (100 %).",
    );
  });

  test("a load beyond the bound is said to be one, and what is not there is not named", () => {
    const engine_time_share = { ...nothing, light: 1 };
    const overloaded = { ...light, offered_per_s: 20, utilisation: 2, engine_time_share };
    expect(lightInWords(overloaded)).toMatch(
      /^The engines could serve at most 10 requests\/s and were asked for 20: no schedule keeps/,
    );
    expect(lightInWords(overloaded)).not.toContain("engine time");
  });
});

test("a first token's time is its bound, then what its steps took beyond it, then its waits", () => {
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
