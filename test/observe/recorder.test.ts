import { expect, test } from "vitest";
import { CAUSE } from "../../sim/cost/cost.ts";
import { waits } from "../../sim/engine/ledger.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import { ledger, request, step, stillEngine, summaryOf } from "./hand-made.ts";

const slo = { ttft: 1, tpot: 1, share: 0.9 };

/** Submits and finishes; `now` of the finish follows from arrival and latency. */
function complete(recorder: Recorder, engine = stillEngine(), seen: Parameters<typeof request>[0]) {
  const it = request(seen);
  recorder.requestSubmitted(it, engine, it.arrival);
  const row = ledger({ prefill: it.ttft, decode_kv: it.e2el - it.ttft });
  recorder.requestFinished(it, engine, row, it.arrival + it.e2el);
}

test("three requests give the figures worked by hand", () => {
  const recorder = new Recorder(slo);
  const engine = stillEngine();
  complete(recorder, engine, { id: 0, arrival: 1, prompt: 10, output: 5, ttft: 1, e2el: 5 });
  complete(recorder, engine, { id: 1, arrival: 2, prompt: 20, output: 1, ttft: 2, e2el: 2 });
  complete(recorder, engine, { id: 2, arrival: 3, prompt: 30, output: 3, ttft: 0.5, e2el: 2.5 });
  const summary = summaryOf(recorder, engine);
  expect(summary).toMatchObject({
    duration: 5,
    completed: 3,
    failed: 0,
    unfinished: 0,
    total_input_tokens: 60,
    total_output_tokens: 9,
    request_throughput: 0.6,
    output_throughput: 1.8,
    total_token_throughput: 13.8,
    // The second took 2 s to its first token.
    request_goodput: 0.4,
    median_ttft_ms: 1000,
    // Of the first and third alone: (5 − 1) / 4 and (2.5 − 0.5) / 2.
    mean_tpot_ms: 1000,
    std_tpot_ms: 0,
    median_e2el_ms: 2500,
    p90_e2el_ms: 4500,
    gpu_hours: 5 / 3600,
    cost: null,
  });
  expect(summary.mean_ttft_ms).toBeCloseTo(3500 / 3, 9);
  expect(summary.ttft_parts_ms?.prefill).toBeCloseTo(3500 / 3, 9);
  expect(summary.decode_parts_ms?.decode_kv).toBeCloseTo(6000 / 3, 9);
  expect(summary.slo).toMatchObject({ ttft_ms: 1000, tpot_ms: 1000, e2el_ms: null, good: 2 });
});

test("an objective for ITL bounds the longest gap of a request", () => {
  const recorder = new Recorder({ itl: 2, share: 0.9 });
  complete(recorder, stillEngine(), { id: 0, maxItl: 2 });
  complete(recorder, stillEngine(), { id: 1, maxItl: 2.001 });
  expect(recorder.good).toBe(1);
});

test("gaps between tokens weigh as many tokens as came after them", () => {
  const recorder = new Recorder();
  complete(recorder, stillEngine(), {});
  recorder.tokensFollowed(0.01, 30);
  recorder.tokensFollowed(0.05, 10);
  const summary = summaryOf(recorder, stillEngine());
  expect(summary.mean_itl_ms).toBeCloseTo(20, 9);
  expect(summary.median_itl_ms).toBeCloseTo(10, 1);
  expect(summary.p90_itl_ms).toBeCloseTo(50, 0);
});

test("where nothing completed, figures are null and never NaN", () => {
  const summary = summaryOf(new Recorder(slo), stillEngine(), { now: 0 });
  expect(() => JSON.stringify(summary, nanIsAnError)).not.toThrow();
  expect(summary).toMatchObject({
    duration: 0,
    request_throughput: null,
    request_goodput: null,
    mean_ttft_ms: null,
    std_itl_ms: null,
    "p99.9_e2el_ms": null,
    ttft_parts_ms: null,
    cost_per_million_output_tokens: null,
    verdict: { share: null, met: null, binds: null },
  });
  expect(summary.cluster.utilisation).toBeNull();
  expect(summary.cluster.kv.share).toBeNull();
});

const nanIsAnError = (key: string, value: unknown): unknown => {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${key} is ${value}`);
  return value;
};

test("refused and unfinished requests are counted, said, and outside the SLO", () => {
  const recorder = new Recorder(slo);
  const engine = stillEngine();
  complete(recorder, engine, { id: 0 });
  recorder.requestSubmitted(request({ id: 1, arrival: 2 }), engine, 2);
  const refused = request({ id: 2, arrival: 3, finishReason: "kv_too_small" });
  recorder.requestRefused(refused, engine, 3);
  const summary = summaryOf(recorder, engine, { status: "partial", now: 8 });
  expect(summary).toMatchObject({
    status: "partial",
    completed: 1,
    failed: 1,
    unfinished: 1,
    refused: { kv_too_small: 1, prompt_too_long: 0 },
    // The window ends where the run was cut, not at its last completion.
    duration: 8,
  });
  expect(summary.verdict.share).toBeCloseTo(1 / 3, 12);
  expect(summary.verdict.met).toBe(false);
  const notes = summary.notes.join(" ");
  expect(notes).toContain("1 of 3 requests did not complete");
  expect(notes).toContain("1 larger than a whole KV cache");
  expect(notes).toContain("cut at 8 s");
});

test("levels are averaged over time, and memory that nobody used is seen", () => {
  const recorder = new Recorder();
  const engine = stillEngine();
  engine.waiting = 1;
  recorder.requestSubmitted(request({}), engine, 2);
  Object.assign(engine, { waiting: 0, running: 1, kvBlocksHeld: 4, used: 50 });
  const first = step({ begin: 4, end: 6, tokens: 50 });
  first.padding = 7;
  first.finishing.push(request({}));
  recorder.stepScheduled(first, engine);
  Object.assign(engine, { running: 0, kvBlocksHeld: 0, used: 0 });
  recorder.stepFinished(first, engine);
  const { cluster } = summaryOf(recorder, engine, { now: 10 });
  expect(cluster).toMatchObject({
    mean_waiting: 0.2,
    mean_running: 0.2,
    computed_tokens: 50,
    padding_tokens: 7,
    kv: { blocks: 10, mean_blocks: 0.8, peak_blocks: 4, never_used_blocks: 6 },
  });
  // For 2 of 10 s, 50 of 160 tokens were used and 14 lost at the end of blocks.
  expect(cluster.kv.share?.used).toBeCloseTo(0.0625, 12);
  expect(cluster.kv.share?.internal).toBeCloseTo(0.0175, 12);
  expect(cluster.kv.share?.free).toBeCloseTo(0.92, 12);
});

test("an engine's seconds reach to the end where it rests, else to the last return", () => {
  const recorder = new Recorder();
  const engine = stillEngine();
  engine.secondsByCause[CAUSE.matrix] = 3;
  engine.secondsByCause[CAUSE.host] = 1;
  const resting = summaryOf(recorder, engine, { now: 10 }).cluster;
  expect(resting.seconds_by_cause).toMatchObject({ matrix: 3, host: 1, idle: 6 });
  expect(resting.utilisation).toBeCloseTo(0.3, 12);
  recorder.stepScheduled(step({ begin: 4, end: 12 }), engine);
  const busy = summaryOf(recorder, engine, { now: 10 }).cluster;
  expect(busy.seconds_by_cause.idle).toBe(0);
  expect(busy.seconds).toBe(4);
});

test("pools add up their engines, and GPUs cost what they cost for the whole run", () => {
  const recorder = new Recorder();
  const engines = [stillEngine(0), stillEngine(1)];
  engines[1]!.waited[waits.indexOf("kv")] = 4;
  complete(recorder, engines[0], { arrival: 0, output: 5, e2el: 7200 });
  const pools = [{ name: "mixed", engines, gpusPerEngine: 4, pricePerHour: 2.5 }];
  const summary = summaryOf(recorder, engines[0]!, { now: 7200, pools });
  expect(summary.pools).toHaveLength(1);
  expect(summary.engines.map(({ name }) => name)).toEqual(["mixed-0", "mixed-1"]);
  expect(summary.cluster).toMatchObject({ engines: 2, gpus: 8, waited_s: { kv: 4 } });
  expect(summary.cluster.kv.blocks).toBe(20);
  expect(summary.cluster.seconds).toBe(14_400);
  expect(summary).toMatchObject({
    gpu_hours: 16,
    cost: 40,
    cost_per_million_output_tokens: 8e6,
    output_throughput_per_gpu: 5 / 7200 / 8,
  });
});
