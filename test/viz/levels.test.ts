/** A table of requests tells how many ran and waited. */
import { expect, test } from "vitest";
import { finishReasons, type RunRecord } from "../../sim/index.ts";
import { trackOf } from "../../viz/data/track.ts";

const reason = (name: (typeof finishReasons)[number]): number => finishReasons.indexOf(name);

/** Over 1,024 s: one second an interval. */
const table = {
  timeline: null,
  requests: {
    count: 4,
    arrival: Float64Array.of(0, 10.25, 20, 30),
    admitted: Float64Array.of(0, 12, Number.NaN, Number.NaN),
    e2el: Float64Array.of(1024, 9.75, Number.NaN, Number.NaN),
    engine: Int32Array.of(0, 1, 0, 0),
    reason: Uint8Array.from(["length", "stop", "unfinished", "kv_too_small"].map(reason as never)),
  },
} as unknown as RunRecord;

test("whoever was let in runs, whoever was not waits, whoever was refused does neither", () => {
  const { running, waiting, work, intervals } = trackOf(table, undefined);
  expect(intervals).toBe(1024);
  expect([9, 10, 11, 12, 19, 20, 1023].map((i) => running[i])).toEqual([1, 1, 1, 2, 2, 1, 1]);
  expect([9, 10, 11, 12, 19, 20, 1023].map((i) => waiting[i])).toEqual([0, 0.75, 1, 0, 0, 1, 1]);
  expect(work).toBeUndefined();
});

test("each engine has its own", () => {
  const { running } = trackOf(table, 1);
  expect([11, 12, 19, 20].map((i) => running[i])).toEqual([0, 1, 1, 0]);
});
