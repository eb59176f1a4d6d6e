/** What the window of the page is, and whom it shows. */
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../sim/index.ts";
import { endOf, inWindow, windowOf } from "../../viz/data/window.ts";

/** Requests of 1 s each that arrive at 0, 2 and 4 s; the one that arrives at 3 s never finishes. */
const requests = {
  count: 4,
  arrival: Float64Array.of(0, 2, 3, 4),
  e2el: Float64Array.of(1, 1, Number.NaN, 1),
};
const table = { requests, timeline: null } as unknown as RunRecord;
const timed = {
  requests,
  timeline: { intervals: 2, edges: Float64Array.of(0, 4, 7.5) },
} as unknown as RunRecord;

describe("a run", () => {
  test("ends where its timeline does", () => expect(endOf(timed)).toBe(7.5));
  test("that is a table ends with the last request", () => expect(endOf(table)).toBe(5));
  test("is looked at whole until a window is chosen", () => {
    expect(windowOf({ run: timed, window: undefined })).toEqual([0, 7.5]);
    expect(windowOf({ run: timed, window: [1, 2] })).toEqual([1, 2]);
    expect(windowOf({ run: undefined, window: undefined })).toEqual([0, 0]);
  });
});

describe("in a window are", () => {
  test("those who come, go or stay in it", () => {
    expect([...inWindow(table, [0.5, 2.5])]).toEqual([0, 1]);
    expect([...inWindow(table, [2.2, 2.4])]).toEqual([1]);
  });
  test("those at its very ends", () => expect([...inWindow(table, [1, 2])]).toEqual([0, 1]));
  test("those who never finish, from their arrival on", () => {
    expect([...inWindow(table, [6, 7])]).toEqual([2]);
  });
});
