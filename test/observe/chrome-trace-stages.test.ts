/** A pipeline in a trace: each stage a row of its own, with the time in which it waits. */
import { expect, test } from "vitest";
import { CAUSE } from "../../sim/cost/cost.ts";
import { emptyTile, type Step } from "../../sim/engine/step.ts";
import {
  ChromeTrace,
  type ChromeTraceOptions,
} from "../../sim/observe/chrome-trace/chrome-trace.ts";
import { step, stillEngine } from "./hand-made.ts";
import { checkTrace, type TraceEvent } from "./trace-reader.ts";

type Tiles = readonly (readonly [begin: number, end: number, bubble?: number])[];

/** A step by its tiles, one a stage, and how long each stage waited for another before it. */
function inStages(index: number, tiles: Tiles): Step {
  const made = step({ index, begin: tiles[0]![0], end: tiles.at(-1)![1], tokens: 8 });
  made.prepared = made.begin;
  made.launched = made.begin;
  for (const [begin, end, bubble = 0] of tiles) {
    const tile = { ...emptyTile(), begin, end };
    tile.byCause[CAUSE.bubble] = bubble;
    made.stages.push(tile);
  }
  return made;
}

/**
 * Two at once through two stages, and one more after the engine had nothing to do for 2 s; it takes
 * a quarter of a second to the second stage.
 */
const steps = () => [
  inStages(0, [
    [0, 1],
    [1, 2, 1],
  ]),
  inStages(1, [
    [1, 2],
    [2, 3],
  ]),
  inStages(2, [
    [5, 6, 1],
    [6.5, 7, 1.25],
  ]),
];

function traced(options: ChromeTraceOptions = {}) {
  const trace = new ChromeTrace(options);
  const engine = stillEngine();
  for (const one of steps()) {
    trace.stepScheduled(one, engine);
    trace.stepFinished(one, engine);
  }
  const { traceEvents } = JSON.parse([...trace.json([engine], 8)].join(""));
  return { trace, events: traceEvents as TraceEvent[] };
}

const rowsOf = (events: readonly TraceEvent[]): string[] =>
  events
    .filter(({ name }) => name === "thread_name")
    .map(({ tid, args }) => `${tid} ${args!.name}`);

const lasting = (events: readonly TraceEvent[], tid: number): string[] =>
  events
    .filter((event) => event.ph === "X" && event.tid === tid)
    .map(({ name, ts, dur }) => `${name} ${ts! / 1e6} +${dur! / 1e6}`);

test("each stage is a row, in which a bubble is where it waits for another", () => {
  const { events } = traced();
  expect(rowsOf(events)).toEqual(["10 stage 1", "11 stage 2", "3 host"]);
  // From 3 s to 5 s there was nothing to do, which is no bubble.
  expect(lasting(events, 10)).toEqual(["decode 0 +1", "decode 1 +1", "bubble 2 +1", "decode 5 +1"]);
  expect(lasting(events, 11)).toEqual([
    "bubble 0 +1",
    "decode 1 +1",
    "decode 2 +1",
    "bubble 5 +1.25",
    "decode 6.5 +0.5",
  ]);
  checkTrace(events.filter(({ ph }) => ph !== "M"));
});

test("a tile says which step it is and what is in it, the first one all", () => {
  const { events } = traced();
  const [first, second] = [10, 11].map((row) =>
    events.find(({ tid, args }) => tid === row && args?.step === 2),
  );
  expect(second!.args).toEqual({ step: 2, tokens: 8, decodes: 0, prefills: 0 });
  expect(first!.args).toMatchObject({ ...second!.args, output_tokens: 0, matrix_us: 2e6 });
  expect(events.find(({ name }) => name === "bubble")!.args).toEqual({ before_step: 0 });
});

test("a bubble is cut where the window begins, and tiles before it are known", () => {
  const { events } = traced({ from: 2.25 });
  expect(lasting(events, 10)).toEqual(["bubble 2.25 +0.75", "decode 5 +1"]);
  expect(lasting(events, 11)).toEqual(["bubble 5 +1.25", "decode 6.5 +0.5"]);
});

test("rows and bubbles are among the events that are counted", () => {
  for (const maxEvents of [500_000, 40]) {
    const { trace, events } = traced({ maxEvents });
    expect(trace.events).toBe(events.length);
    expect(trace.events).toBeLessThanOrEqual(maxEvents);
    expect(trace.full).toBe(maxEvents === 40);
  }
});

test("of an engine of one stage nothing of this is told", () => {
  const trace = new ChromeTrace();
  const engine = stillEngine();
  const alone = step({ begin: 0, end: 1 });
  trace.stepScheduled(alone, engine);
  trace.stepFinished(alone, engine);
  const { traceEvents } = JSON.parse([...trace.json([engine], 1)].join(""));
  expect(rowsOf(traceEvents)).toEqual(["1 steps", "2 GPU", "3 host"]);
});
