/** Windows stay inside the run. */
import { expect, test } from "vitest";
import { moved, within, zoomed } from "../../viz/data/zoom.ts";

test("a zoom leaves an instant where it is on the screen", () => {
  expect(zoomed([10, 30], 0.5, 15)).toEqual([12.5, 22.5]);
});

test("a window moves by shares of itself, and not out of the run", () => {
  expect(moved([10, 30], 0.5, 100)).toEqual([20, 40]);
  expect(moved([10, 30], -1, 100)).toEqual([0, 20]);
  expect(moved([70, 90], 1, 100)).toEqual([80, 100]);
});

test("a window lies between two instants in any order", () => {
  expect(within(30, 10, 100)).toEqual([10, 30]);
  expect(within(-5, 30, 100)).toEqual([0, 30]);
});

test("a window that is all of the run is none", () => {
  expect(within(-1, 100, 100)).toBeUndefined();
});

test("no window is shorter than a millisecond", () => {
  expect(within(10, 10, 100)).toEqual([10, 10.001]);
  expect(within(100, 100, 100)).toEqual([99.999, 100]);
});
