import fc from "fast-check";
import { expect, test } from "vitest";
import { causes } from "../../sim/cost/cost.ts";
import { parts, waits } from "../../sim/engine/ledger.ts";
import type { EngineView } from "../../sim/engine/view.ts";
import type { Placement } from "../../sim/observe/open-metrics/exposition.ts";
import { OpenMetrics } from "../../sim/observe/open-metrics/open-metrics.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import { engineSchema } from "../../sim/scenario/sections/engine.ts";
import { fixedCost, world } from "../engine/world.ts";
import { tries } from "../soak.ts";
import { step, stillEngine, summaryOf } from "./hand-made.ts";
import { loads, worldOf } from "./loads.ts";
import { type Family, parseOpenMetrics, type Sample } from "./open-metrics-parser.ts";

const placed = (engine: EngineView, traits: Partial<Placement> = {}): Placement => ({
  engine,
  pool: "mixed",
  model: "a model",
  gpu: "a GPU",
  maxModelLen: 8192,
  settings: engineSchema.parse({}),
  ...traits,
});

const textOf = (metrics: OpenMetrics, placements: Placement[], end: number): string =>
  [...metrics.text({ placements, end, start: 1000 })].join("");

type Families = Map<string, Family>;

/** The values of a series, scrape by scrape. */
const series = (families: Families, name: string, labels: Record<string, string> = {}): number[] =>
  [...families.values()]
    .flatMap(({ samples }) => samples)
    .filter((sample) => sample.name === name && matches(sample, labels))
    .map(({ value }) => value);

const matches = (sample: Sample, labels: Record<string, string>): boolean =>
  Object.entries(labels).every(([label, value]) => sample.labels[label] === value);

/**
 * Two requests of 10 prompt tokens, at 0 s and 1.5 s; a step takes 1 s. The first has tokens at 1,
 * 2 and 3 s. The second is let in at 2 s, when the step under way returns, and has its only token
 * at 3 s.
 */
const twoRequests = () => {
  const metrics = new OpenMetrics({ interval: 1 });
  const { engine } = world(
    [
      { prompt: 10, output: 3 },
      { at: 1.5, prompt: 10, output: 1 },
    ],
    { cost: fixedCost(1), probes: [metrics], blocks: 4 },
  ).run();
  return { metrics, engine };
};

test("a scrape finds what has happened by then", () => {
  const { metrics, engine } = twoRequests();
  const found = parseOpenMetrics(textOf(metrics, [placed(engine)], 3.5));
  const told = (name: string, labels = {}) => series(found, name, labels);
  // At 0, 1, 2, 3 s, and 4 s, the first second after the end.
  expect(told("vllm:num_requests_running")).toEqual([1, 1, 2, 0, 0]);
  expect(told("vllm:num_requests_waiting")).toEqual([0, 0, 0, 0, 0]);
  expect(told("vllm:kv_cache_usage_perc")).toEqual([0.25, 0.25, 0.5, 0, 0]);
  expect(told("vllm:prompt_tokens_total")).toEqual([0, 10, 10, 20, 20]);
  expect(told("vllm:generation_tokens_total")).toEqual([0, 1, 2, 4, 4]);
  expect(told("vllm:request_success_total", { finished_reason: "stop" })).toEqual([0, 0, 0, 2, 2]);
  expect(told("vllm:request_success_total", { finished_reason: "length" }).at(-1)).toBe(0);
  // The prompt and its token, a token, then the other prompt and two tokens.
  expect(told("vllm:iteration_tokens_total_sum")).toEqual([0, 11, 12, 24, 24]);
  expect(told("vllm:iteration_tokens_total_bucket", { le: "8.0" })).toEqual([0, 0, 1, 1, 1]);
  expect(told("vllm:time_to_first_token_seconds_sum")).toEqual([0, 1, 1, 2.5, 2.5]);
  expect(told("vllm:inter_token_latency_seconds_count")).toEqual([0, 0, 1, 2, 2]);
  expect(told("vllm:request_time_per_output_token_seconds_sum").at(-1)).toBe(1);
  expect(told("vllm:request_time_per_output_token_seconds_count").at(-1)).toBe(2);
  expect(told("vllm:request_queue_time_seconds_sum").at(-1)).toBe(0.5);
  expect(told("vllm:request_prefill_time_seconds_sum").at(-1)).toBe(2);
  expect(told("vllm:request_decode_time_seconds_sum").at(-1)).toBe(2);
  expect(told("vllm:request_inference_time_seconds_sum").at(-1)).toBe(4);
  expect(told("rooflight:engine_seconds_total", { cause: "matrix" })).toEqual([0, 1, 2, 3, 3]);
  expect(told("rooflight:engine_seconds_total", { cause: "idle" })).toEqual([0, 0, 0, 0, 0.5]);
  expect(told("rooflight:engine_info")).toEqual([1, 1, 1, 1, 1]);
});

test("a scrape amid a step has all the idle time before it", () => {
  const metrics = new OpenMetrics({ interval: 1 });
  const engine = stillEngine();
  const late = Object.assign(step({ begin: 2.5, end: 9 }), { idle: 2.5 });
  metrics.stepScheduled(late, engine);
  const found = parseOpenMetrics(textOf(metrics, [placed(engine)], 4));
  const idle = series(found, "rooflight:engine_seconds_total", { cause: "idle" });
  expect(idle).toEqual([0, 1, 2, 2.5, 2.5]);
});

test("the text is what the specification shows, to the byte", () => {
  const { metrics, engine } = twoRequests();
  const text = textOf(metrics, [placed(engine)], 0.25);
  const [gauge] = text.split("# TYPE vllm:num_requests_waiting");
  expect(gauge).toBe(
    "# TYPE vllm:num_requests_running gauge\n" +
      "# HELP vllm:num_requests_running Requests in the batch.\n" +
      'vllm:num_requests_running{model_name="a model",engine="0"} 1 1000\n' +
      'vllm:num_requests_running{model_name="a model",engine="0"} 1 1001\n',
  );
  expect(text).toContain(
    "# TYPE vllm:e2e_request_latency_seconds histogram\n" +
      "# UNIT vllm:e2e_request_latency_seconds seconds\n",
  );
});

test("bounds are those of vLLM for the longest request, written as its library does", () => {
  const bounds = (maxModelLen: number) => {
    const text = textOf(new OpenMetrics(), [placed(stillEngine(), { maxModelLen })], 0);
    return parseOpenMetrics(text)
      .get("vllm:request_prompt_tokens")!
      .samples.flatMap(({ labels }) => labels.le ?? []);
  };
  expect(bounds(100)).toEqual(["1.0", "2.0", "5.0", "10.0", "20.0", "50.0", "100.0", "+Inf"]);
  expect(bounds(1_500_000).slice(-3)).toEqual(["500000.0", "1e+06", "+Inf"]);
  expect(bounds(10_000_000).slice(-2)).toEqual(["1e+07", "+Inf"]);
});

test("names come out as they went in, whatever they are", () => {
  const model = 'a "quoted\\n" \\ name\nof two lines, {le="1"} # EOF é 🙂';
  const placements = [placed(stillEngine(), { model, gpu: '\\"' })];
  const families = parseOpenMetrics(textOf(new OpenMetrics(), placements, 2));
  for (const { name, samples } of families.values())
    if (name !== "vllm:cache_config_info") expect(samples[0]!.labels.model_name).toBe(model);
  expect(families.get("rooflight:engine")!.samples[0]!.labels.gpu).toBe('\\"');
});

test("an engine that nothing reaches has its scrapes too", () => {
  const { metrics, engine } = twoRequests();
  const other = stillEngine(1);
  const families = parseOpenMetrics(textOf(metrics, [placed(engine), placed(other)], 3));
  const idle = series(families, "rooflight:engine_seconds_total", { engine: "1", cause: "idle" });
  expect(idle).toEqual([0, 1, 2, 3]);
});

test("where scrapes get too many, those in between are dropped", () => {
  const scraped = (options: { interval?: number; maxSamples?: number }) => {
    const metrics = new OpenMetrics(options);
    const asked = Array.from({ length: 100 }, (_, at) => ({ at, prompt: 20, output: 4 }));
    const { engine, agenda } = world(asked, { cost: fixedCost(0.5), probes: [metrics] }).run();
    const { interval } = metrics;
    return { interval, text: textOf(metrics, [placed(engine)], agenda.now) };
  };
  // 102 seconds and about 330 numbers a scrape: more than 20 scrapes of 5 s, fewer of 15 s.
  const usual = scraped({ maxSamples: 5000 });
  expect(usual).toEqual(scraped({ interval: 15, maxSamples: 1e6 }));
  const asked = scraped({ interval: 2, maxSamples: 5000 });
  expect(asked).toEqual(scraped({ interval: 8, maxSamples: 1e6 }));
  expect(usual.interval + asked.interval).toBe(15 + 8);
});

test("asking for the text changes nothing", () => {
  const { metrics, engine } = twoRequests();
  const first = textOf(metrics, [placed(engine)], 3);
  expect(textOf(metrics, [placed(engine)], 3)).toBe(first);
});

test("whatever happens, the text is valid and its last scrape is the summary", () => {
  fc.assert(
    fc.property(loads, (load) => {
      const metrics = new OpenMetrics({ interval: 50 });
      const recorder = new Recorder();
      const probes = [metrics, recorder];
      const { engine, agenda } = world(load.asked, { ...worldOf(load), probes }).run();
      const summary = summaryOf(recorder, engine, { now: agenda.now });
      const placements = [placed(engine)];
      const text = textOf(metrics, placements, agenda.now);
      const families = parseOpenMetrics(text);
      const { scrapes, samples } = metrics.size({ placements, end: agenda.now });
      expect(series(families, "vllm:num_requests_running")).toHaveLength(scrapes);
      expect(text.match(/^[^#]/gm)).toHaveLength(samples);

      const last = (name: string, labels = {}) => series(families, name, labels).at(-1);
      const { cluster, completed } = summary;
      expect(last("vllm:num_preemptions_total")).toBe(cluster.preemptions);
      expect(last("vllm:prompt_tokens_total")).toBe(summary.total_input_tokens);
      expect(last("vllm:generation_tokens_total")).toBe(summary.total_output_tokens);
      expect(last("rooflight:steps_total")).toBe(cluster.steps);
      expect(last("rooflight:computed_tokens_total")).toBe(cluster.computed_tokens);
      expect(last("rooflight:padding_tokens_total")).toBe(cluster.padding_tokens);
      for (const cause of causes)
        expect(last("rooflight:engine_seconds_total", { cause })).toBe(
          cluster.seconds_by_cause[cause],
        );
      for (const waits_for of waits)
        expect(last("rooflight:queue_head_wait_seconds_total", { waits_for })).toBe(
          cluster.waited_s[waits_for],
        );
      for (const [index, part] of parts.entries())
        expect(last("rooflight:request_seconds_total", { part })).toBe(recorder.ledger[index]);
      for (const [reason, count] of Object.entries(summary.refused))
        expect(last("rooflight:requests_refused_total", { reason })).toBe(count);
      const told = (name: string, of: string) => last(`vllm:${name}_seconds_${of}`)!;
      const e2el = completed * ((summary.mean_e2el_ms ?? 0) / 1000);
      expect(told("e2e_request_latency", "count")).toBe(completed);
      expect(told("e2e_request_latency", "sum")).toBeCloseTo(e2el, 6);
      expect(told("inter_token_latency", "count")).toBe(recorder.itl.count);
      expect(told("inter_token_latency", "sum")).toBe(recorder.itl.sum);
      const phases = ["queue", "prefill", "decode"].map((it) => told(`request_${it}_time`, "sum"));
      const frontend = completed * (load.frontend.in + load.frontend.out);
      expect(phases.reduce((a, b) => a + b) + frontend).toBeCloseTo(e2el, 6);
    }),
    { numRuns: tries(20) },
  );
});
