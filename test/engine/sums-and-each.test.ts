import fc from "fast-check";
import { expect, test } from "vitest";
import { endToEnd, parts, timeToFirstToken } from "../../sim/engine/ledger.ts";
import { full, type Reach } from "../../sim/kernel/reach.ts";
import { mostInGroup } from "../../sim/machine/kv-blocks.ts";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import type { EngineSettings } from "../../sim/scenario/schema.ts";
import { tries } from "../soak.ts";
import { anyRequests, attentiveCost, pipelineCost, type WorldOptions, world } from "./world.ts";

const sortingOrders = ["fcfs", "shortest-first", "vtc", "deadline"] as const;

/** Loads from idle to heavy, caches from roomy to so tight that requests are preempted often. */
const scenarios = fc.record({
  asked: anyRequests(40),
  blocks: fc.integer({ min: 10, max: 30 }),
  block_size: fc.constantFrom(1, 4, 16),
  max_num_seqs: fc.constantFrom(1, 3, 16),
  max_num_batched_tokens: fc.constantFrom(16, 64, 512),
  async_scheduling: fc.boolean(),
  enable_chunked_prefill: fc.boolean(),
  order: fc.constantFrom(...sortingOrders),
  host: fc.constantFrom(0, 0.125, 2),
  stages: fc.constantFrom(1, 1, 2, 3, 5),
  sending: fc.constantFrom(0, 0.25),
  reach: fc.constantFrom<Reach>(
    full,
    { kind: "sliding", window: 1 },
    { kind: "sliding", window: 7 },
    { kind: "sliding", window: 40 },
    { kind: "chunked", chunk: 16 },
    { kind: "chunked", chunk: 32 },
    { kind: "chunked", chunk: 24 },
  ),
  groups: fc.constantFrom([1, 1] as const, [2, 1] as const, [4, 3] as const),
});
type Scenario = typeof scenarios extends fc.Arbitrary<infer T> ? T : never;

function options(scenario: Scenario): WorldOptions {
  const {
    asked: _asked,
    blocks,
    host,
    stages,
    sending,
    reach,
    groups: pair,
    ...settings
  } = scenario;
  // Unlike stages, so that which of them is the slowest depends on the step.
  const parts = Array.from({ length: stages }, (_, stage) =>
    attentiveCost((1 + (stage % 2)) / stages, (2 - (stage % 2)) / 64 / stages),
  );
  const whole = settings.enable_chunked_prefill ? {} : { max_num_batched_tokens: 512 };
  const asked = { ...settings, ...whole };
  const base = {
    blocks: Math.ceil((16 * blocks) / settings.block_size),
    cost: stages > 1 ? pipelineCost(parts, sending, host) : attentiveCost(1, 1 / 64, host),
    settings: asked,
  };
  if (reach.kind === "full") return base;
  const [groups, short] = pair;
  const most = mostInGroup(reach, { ...asked, pipeline_parallel_size: stages });
  return {
    ...base,
    blocks: groups * base.blocks,
    reach,
    blockNeed: { groups, recycling: { groups: short, reach, most } },
  };
}

const outcome = (scenario: Scenario, form: "sums" | "each") => {
  const gaps: [number, number][] = [];
  const blocks: number[] = [];
  const probe: Probe = {
    ...blind,
    stepScheduled: (step, view) => blocks.push(view.kvBlocksHeld, step.shape.decodeUnseen),
    stepFinished: (_step, view) => blocks.push(view.kvBlocksHeld, view.kvUse().used),
    tokensFollowed: (gap, tokens) => gaps.push([gap, tokens]),
  };
  const { requests, ledgers, engine } = world(scenario.asked, {
    ...options(scenario),
    form,
    probes: [probe],
  }).run();
  const byGap = new Map<number, number>();
  for (const [gap, tokens] of gaps) byGap.set(gap, (byGap.get(gap) ?? 0) + tokens);
  return {
    requests: requests.map(({ ttft, e2el, maxItl, preemptions, finishReason }) => ({
      ttft,
      e2el,
      maxItl,
      preemptions,
      finishReason,
    })),
    ledgers: [...ledgers].sort(([a], [b]) => a - b).map(([, ledger]) => [...ledger]),
    gaps: [...byGap].sort(([a], [b]) => a - b),
    seconds: [...engine.secondsByCause],
    blocks,
    held: engine.kvBlocksHeld,
  };
};

test("sums and loop give every request the same times, ledger and gaps, to the bit", () => {
  let preemptions = 0;
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const sums = outcome(scenario, "sums");
      expect(sums).toEqual(outcome(scenario, "each"));
      for (const request of sums.requests) preemptions += request.preemptions;
    }),
    { numRuns: tries(400) },
  );
  // The property is about nothing unless caches did run short.
  expect(preemptions).toBeGreaterThan(200);
});

test("the parts of every request's latency sum to the whole, exactly", () => {
  const ways = fc.constantFrom<Partial<EngineSettings>>(
    {},
    { order: "priority" },
    { long_prefill_token_threshold: 8 },
    { order: "priority", long_prefill_token_threshold: 40 },
    { order: "srpt" },
    { order: "srpt", kv_layout: "contiguous", reserve: "oracle" },
    { order: "least-attained", service_quantum: 2 },
    { order: "least-attained", service_quantum: 5, long_prefill_token_threshold: 8 },
    { order: "vtc", long_prefill_token_threshold: 8 },
    { kv_layout: "contiguous", reserve: "max" },
    { kv_layout: "contiguous", reserve: "oracle" },
    { batching: "static", max_batch_size: 4, max_queue_delay: 3 },
    { batching: "static", kv_layout: "contiguous", reserve: "pow2" },
    { batching: "static", order: "vtc" },
  );
  fc.assert(
    fc.property(scenarios, ways, (scenario, way) => {
      const base = options(scenario);
      const { requests, ledgers, engine } = world(scenario.asked, {
        ...base,
        maxModelLen: 160,
        settings: { ...base.settings, ...way },
      }).run();
      for (const request of requests) {
        if (request.finishReason === "kv_too_small") continue;
        const ledger = ledgers.get(request.id)!;
        expect(timeToFirstToken(ledger)).toBe(request.ttft);
        expect(endToEnd(ledger)).toBe(request.e2el);
        for (const [part, seconds] of ledger.entries()) {
          expect(seconds, parts[part]!).toBeGreaterThanOrEqual(0);
        }
      }
      expect(engine.kvBlocksHeld).toBe(0);
      expect(engine.outstanding).toBe(0);
    }),
    { numRuns: tries(400) },
  );
});

test("the engine's seconds by cause cover its time from the start to the last step's end", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { engine, agenda } = world(scenario.asked, options(scenario)).run();
      const total = engine.secondsByCause.reduce((sum, seconds) => sum + seconds, 0);
      expect(total).toBeLessThanOrEqual(agenda.now);
      const last = Math.max(
        ...world(scenario.asked, options(scenario))
          .run()
          .requests.map((request) => request.arrival + request.e2el),
      );
      expect(total).toBe(last);
    }),
    { numRuns: tries(100) },
  );
});
