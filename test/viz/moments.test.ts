/** Moments of a run that a chart points at. */
import { expect, test } from "vitest";
import type { RunRecord } from "../../sim/index.ts";
import { busiest, memoryFull, preemptions, soFar, stepLength } from "../../viz/data/moments.ts";
import type { Track } from "../../viz/data/track.ts";

/** Intervals of 10 s. */
const track = {
  intervals: 4,
  edges: Float64Array.of(0, 10, 20, 30, 40),
  running: Float64Array.of(1, 4, 4, 1),
  waiting: Float64Array.of(0, 0, 3, 0),
  work: {
    kv: Float64Array.of(10, 999, 1000, 10),
    kvBlocks: 1000,
    steps: Float64Array.of(10, 10, 20, 0),
  },
} as unknown as Track;

const record = {
  pauses: { count: 3, from: Float64Array.of(7, 3, 5), engine: Int32Array.of(0, 1, 0) },
} as unknown as RunRecord;

test("memory is full once it is in use and somebody waits", () => {
  const none = new Float64Array();
  const text = "00:20.0, all 1,000 in use: new requests wait";
  expect(memoryFull(track, none)).toEqual({ at: 20, text, brief: text });
  expect(memoryFull(track, Float64Array.of(25))?.text).toBe(`${text}, running ones are preempted`);
  expect(memoryFull({ ...track, waiting: new Float64Array(4) }, none)).toBeUndefined();
});

test("preemptions are counted up to an instant, of one engine or of all", () => {
  expect([...preemptions(record, undefined)]).toEqual([3, 5, 7]);
  expect([...preemptions(record, 0)]).toEqual([5, 7]);
  expect([2, 3, 6, 9].map((at) => soFar(Float64Array.of(3, 5, 7), at))).toEqual([0, 1, 2, 3]);
});

test("the busiest instant is amid the interval with most requests", () => {
  expect(busiest(track)).toBe(25);
});

test("a step is as long as steps about it are", () => {
  expect(stepLength(track, 15)).toBe(1);
  expect(stepLength({ ...track, work: undefined }, 15)).toBe(10);
});
