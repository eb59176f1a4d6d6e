import fc from "fast-check";
import { expect, test } from "vitest";
import { endToEnd, parts } from "../../sim/engine/ledger.ts";
import type { EngineView } from "../../sim/engine/view.ts";
import { ChromeTrace } from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { blind } from "../../sim/observe/probe.ts";
import { Recorder } from "../../sim/observe/recorder.ts";
import { type Asked, fixedCost, linearCost, type WorldOptions, world } from "../engine/world.ts";
import { tries } from "../soak.ts";
import { ledger, stillEngine, summaryOf } from "./hand-made.ts";
import { loads, worldOf } from "./loads.ts";
import { checkTrace, integral, named, spansOf, type TraceEvent } from "./trace-reader.ts";

/** Everything but the names of processes and rows. */
const eventsOf = (trace: ChromeTrace, engines: readonly EngineView[], now: number): TraceEvent[] =>
  allEvents(trace, engines, now).filter(({ ph }) => ph !== "M");

const allEvents = (trace: ChromeTrace, engines: readonly EngineView[], now: number) =>
  JSON.parse([...trace.json(engines, now)].join("")).traceEvents as TraceEvent[];

const traced = (asked: readonly Asked[], trace: ChromeTrace, options: WorldOptions = {}) => {
  const { engine, agenda } = world(asked, { ...options, probes: [trace] }).run();
  return { events: eventsOf(trace, [engine], agenda.now), engine, now: agenda.now };
};

/** `X decode 1000 +500`: what, when and how long, in milliseconds. */
const inShort = ({ ph, name, ts, dur }: TraceEvent): string =>
  `${ph} ${name} ${ts! / 1000}${dur === undefined ? "" : ` +${dur / 1000}`}`;

/** A request of 10 prompt and 3 output tokens; a step takes a second, and the host a quarter. */
const oneRequest = (trace: ChromeTrace) =>
  traced([{ prompt: 10, output: 3 }], trace, {
    cost: { ...fixedCost(1), prepare: () => 0.25 },
    frontend: { in: 0.125, out: 0.5, wake: 0 },
    blocks: 4,
  });

test("a request and its steps, event by event", () => {
  const { events } = oneRequest(new ChromeTrace());
  // Steps of 1.25 s from 0.125 s on: tokens at 1.375, 2.625 and 3.875 s, and at the client 0.5 s
  // later. The pace is told by eighths of a second.
  expect(events.filter(({ ph }) => ph !== "C").map(inShort)).toEqual([
    "b request 0",
    "X prepare 125 +250",
    "X prefill 125 +1250",
    "b queued 125",
    "e queued 125",
    "b prefill 125",
    "X GPU 375 +1000",
    "X prepare 1375 +250",
    "X decode 1375 +1250",
    "e prefill 1375",
    "b decode 1375",
    "X GPU 1625 +1000",
    "X prepare 2625 +250",
    "X decode 2625 +1250",
    "X GPU 2875 +1000",
    "e decode 3875",
    "e request 4375",
  ]);
  const [asked, first] = [events[0]!, named(events, "prefill")[0]!];
  expect(asked).toMatchObject({ cat: "request", id2: { local: "0" }, args: { prompt_tokens: 10 } });
  expect(first.args).toMatchObject({
    step: 0,
    tokens: 10,
    prefills: 1,
    matrix_us: 1e6,
    host_us: 250_000,
  });
  expect(events.at(-1)!.args).toMatchObject({
    ttft_ms: 1875,
    e2el_ms: 4375,
    finish_reason: "stop",
  });
  const told = (name: string) => named(events, name).map(({ ts, args }) => [ts! / 1e6, args]);
  expect(told("requests")).toEqual([
    [0.125, { running: 1, waiting: 0 }],
    [3.875, { running: 0, waiting: 0 }],
  ]);
  expect(told("KV blocks held (%)")).toEqual([
    [0.125, { share: 25 }],
    [3.875, { share: 0 }],
  ]);
  const pace = (at: number) => [
    [at, { "tokens/s": 8 }],
    [at + 0.125, { "tokens/s": 0 }],
  ];
  expect(told("output tokens/s")).toEqual([...pace(1.375), ...pace(2.625), ...pace(3.875)]);
});

test("a window cuts what reaches over its edges", () => {
  const { events } = oneRequest(new ChromeTrace({ from: 1.5, to: 3.875 - 1 / 64 }));
  // The step from 2.625 s on returns too late; what held when the window began is told there.
  expect(events.map(inShort)).toEqual([
    "C requests 1500",
    "C KV blocks held (%) 1500",
    "b request 1500",
    "b decode 1500",
    "e decode 3859.375",
    "e request 3859.375",
  ]);
  expect(events[2]!.args).toMatchObject({ arrival_ms: 0 });
  expect(events.at(-1)!.args).toEqual({ cut: true });
});

test("what is under way when the run is looked at is cut there", () => {
  const trace = new ChromeTrace();
  const { engine, agenda } = world([{ prompt: 10, output: 3 }], {
    cost: fixedCost(1),
    probes: [trace],
  });
  while (agenda.now < 2) agenda.runNext();
  const events = eventsOf(trace, [engine], 2.5);
  expect(events.filter(({ ph }) => ph !== "C").map(inShort)).toEqual([
    "X prepare 0 +0",
    "X prefill 0 +1000",
    "X GPU 0 +1000",
    "b request 0",
    "b queued 0",
    "e queued 0",
    "b prefill 0",
    "X prepare 1000 +0",
    "X decode 1000 +1000",
    "X GPU 1000 +1000",
    "e prefill 1000",
    "b decode 1000",
    "e decode 2500",
    "e request 2500",
  ]);
  expect(events.at(-1)!.args).toEqual({ cut: true });
});

test("before the window begins and after it ended there is nothing to tell", () => {
  for (const window of [{ from: 100 }, { from: 4.5, to: 5 }])
    expect(named(oneRequest(new ChromeTrace(window)).events, "request")).toEqual([]);
});

test("when events run out, the trace ends there, whole", () => {
  const asked = Array.from({ length: 40 }, (_, at) => ({ at, prompt: 20, output: 30 }));
  const all = new ChromeTrace();
  const some = new ChromeTrace({ maxEvents: 300 });
  const [whole, cut] = [all, some].map((trace) => traced(asked, trace));
  expect([all.full, some.full]).toEqual([false, true]);
  expect(some.events).toBeLessThanOrEqual(300);
  expect(some.events).toBe(allEvents(some, [cut!.engine], cut!.now).length);
  checkTrace(cut!.events);
  // Up to there it is the same.
  const steps = (events: readonly TraceEvent[]) => events.filter(({ ph }) => ph === "X");
  const told = steps(cut!.events);
  expect(told.length).toBeGreaterThan(30);
  expect(steps(whole!.events).filter(({ ts, dur }) => ts! + dur! <= some.to * 1e6)).toEqual(
    expect.arrayContaining(told.filter(({ name }) => name !== "prepare")),
  );
});

test("names are escaped, and asking twice changes nothing", () => {
  const name = '"},{"ph":"X"}\\ \n\u2028</script>\ud800';
  const engine = { ...stillEngine(), name };
  const trace = new ChromeTrace();
  const about = { scenario: name };
  const text = [...trace.json([engine], 1, about)].join("");
  expect([...trace.json([engine], 1, about)].join("")).toBe(text);
  const { otherData, traceEvents } = JSON.parse(text);
  expect(otherData.scenario).toBe(name);
  expect(traceEvents[0]).toMatchObject({ ph: "M", name: "process_name", args: { name } });
});

test("a preempted request waits, computes again what it had, and decodes on", () => {
  // Two requests outgrow 4 blocks of 16 tokens: the younger one is preempted.
  const { events } = traced(
    [
      { prompt: 30, output: 20 },
      { prompt: 30, output: 20 },
    ],
    new ChromeTrace(),
    { cost: linearCost(1, 1 / 64), blocks: 4 },
  );
  checkTrace(events);
  const phases = (id: string) =>
    spansOf(events)
      .get(id)!
      .map(({ name }) => name);
  expect(phases("0")).toEqual(["request", "queued", "prefill", "decode"]);
  expect(phases("1")).toEqual([
    "request",
    "queued",
    "prefill",
    "decode",
    "preempted",
    "recompute",
    "decode",
  ]);
  const [moment] = events.filter(({ ph }) => ph === "i");
  expect(moment).toMatchObject({ name: "preempted", args: { request: 1 } });
});

test("whatever happens, a trace is valid and adds up to the summary", () => {
  fc.assert(
    fc.property(loads, (load) => {
      const trace = new ChromeTrace();
      const recorder = new Recorder();
      const ends: number[] = [];
      const parting = { ...blind, requestFinished: (r: { id: number }) => void ends.push(r.id) };
      const probes = [trace, recorder, parting];
      const { engine, agenda } = world(load.asked, { ...worldOf(load), probes }).run();
      const summary = summaryOf(recorder, engine, { now: agenda.now });
      const events = eventsOf(trace, [engine], agenda.now);
      expect(trace.events).toBe(allEvents(trace, [engine], agenda.now).length);
      checkTrace(events);

      const { seconds_by_cause: by, seconds, steps, preemptions } = summary.cluster;
      const busy = (row: number) =>
        events
          .filter(({ ph, tid }) => ph === "X" && tid === row)
          .reduce((sum, { dur }) => sum + dur! / 1e6, 0);
      if (load.stages === 1) {
        expect(busy(1)).toBeCloseTo(seconds - by.idle, 5);
        expect(busy(2)).toBeCloseTo(seconds - by.idle - by.host, 5);
        expect(named(events, "GPU")).toHaveLength(steps);
      } else {
        const told = events.filter(({ ph, args }) => ph === "X" && args && "tokens" in args);
        expect(told).toHaveLength(load.stages * steps);
        // What stages wait for the end of the last step is told with the next one.
        const ends = Array.from({ length: load.stages }, (_, stage) =>
          Math.max(
            ...told.filter(({ tid }) => tid === 10 + stage).map(({ ts, dur }) => ts! + dur!),
          ),
        );
        const behind = ends.reduce((sum, end) => sum + (ends.at(-1)! - end) / 1e6, 0);
        const bubbles = named(events, "bubble").reduce((sum, { dur }) => sum + dur! / 1e6, 0);
        expect(bubbles + (steps > 0 ? behind : 0)).toBeCloseTo(by.bubble * load.stages, 4);
      }
      const moments = (name: string) => events.filter((it) => it.ph === "i" && it.name === name);
      expect(moments("preempted")).toHaveLength(preemptions);
      expect(moments("refused")).toHaveLength(summary.failed);

      const over = (name: string, key: string) => integral(named(events, name), key, agenda.now);
      const { mean_running, mean_waiting, kv } = summary.cluster;
      expect(over("requests", "running")).toBeCloseTo((mean_running ?? 0) * agenda.now, 4);
      expect(over("requests", "waiting")).toBeCloseTo((mean_waiting ?? 0) * agenda.now, 4);
      const held = ((kv.mean_blocks ?? 0) / kv.blocks) * agenda.now;
      expect(over("KV blocks held (%)", "share") / 100).toBeCloseTo(held, 2);
      expect(integral(named(events, "output tokens/s"), "tokens/s", agenda.now + 1)).toBeCloseTo(
        summary.total_output_tokens,
        4,
      );

      const spans = spansOf(events);
      expect([...spans.keys()].map(Number).sort()).toEqual(ends.sort());
      for (const [request, ...phases] of spans.values()) {
        const { e2el_ms, ...became } = request!.end.args as Record<string, number>;
        const charged = parts.map((part) => [part, became[`${part}_ms`] ?? 0]);
        expect(endToEnd(ledger(Object.fromEntries(charged)))).toBeCloseTo(e2el_ms!, 4);
        expect((request!.end.ts! - request!.begin.ts!) / 1000).toBeCloseTo(e2el_ms!, 4);
        // Phases follow one another without a gap.
        for (const [index, { begin }] of phases.entries())
          if (index > 0) expect(begin.ts).toBe(phases[index - 1]!.end.ts);
      }
    }),
    { numRuns: tries(20) },
  );
});
