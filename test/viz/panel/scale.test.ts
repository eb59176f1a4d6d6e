/** Scales of sliders, and how values on them are shown, typed and written. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SliderKnob } from "../../../viz/panel/knob.ts";
import { inWords, shown, typed, written } from "../../../viz/panel/quantity.ts";
import {
  type Bounds,
  positionOf,
  scaleOf,
  stopAfter,
  stopsOf,
  valueNear,
} from "../../../viz/panel/scale.ts";

const bounds = (usual: [number, number], rest: Partial<Bounds> = {}): Bounds => ({
  usual,
  log: false,
  whole: false,
  held: [],
  ...rest,
});

test("a scale goes by factors where values differ by more than 50, or the schema says so", () => {
  expect(scaleOf(bounds([1, 51])).log).toBe(true);
  expect(scaleOf(bounds([1, 50])).log).toBe(false);
  expect(scaleOf(bounds([1, 8], { log: true })).log).toBe(true);
  expect(scaleOf(bounds([0, 4096], { log: true })).log).toBe(false);
});

test("the middle of a scale by factors is their mean by factors", () => {
  const scale = scaleOf(bounds([0.1, 1000], { log: true }));
  expect(positionOf(scale, 10)).toBeCloseTo(0.5, 10);
  expect(valueNear(scale, 0.5)).toBe(10);
});

test("a value that the scenario was opened with lies on the scale, whatever is usual", () => {
  expect(scaleOf(bounds([1, 8192], { held: [14050] })).high).toBe(14050);
});

test("whole numbers between powers of two stop at each of those", () => {
  const stops = stopsOf(scaleOf(bounds([256, 16384], { log: true, whole: true })));
  expect(stops).toEqual(expect.arrayContaining([256, 512, 1024, 2048, 4096, 8192, 16384]));
  expect(stops).not.toContain(1000);
  expect(stops.every(Number.isInteger)).toBe(true);
});

test("small counts stop at every number", () => {
  const stops = stopsOf(scaleOf(bounds([1, 64], { log: true, whole: true })));
  expect(stops.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("sizes of groups stop at powers of two, and at what is written", () => {
  const sizes = { log: true, whole: true, doubles: true };
  expect(stopsOf(scaleOf(bounds([1, 8], sizes)))).toEqual([1, 2, 4, 8]);
  expect(stopsOf(scaleOf(bounds([1, 8], { ...sizes, held: [12] })))).toEqual([1, 2, 4, 8, 12]);
  expect(valueNear(scaleOf(bounds([1, 64], sizes)), 0.3)).toBe(4);
});

test("stops ascend, from end to end, and arrow keys go from one to the next", () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const ends = fc.tuple(number(0.001, 100), number(1.1, 1e5));
  fc.assert(
    fc.property(ends, fc.boolean(), number(0, 1), ([low, factor], log, at) => {
      const scale = scaleOf(bounds([low, low * factor], { log }));
      const stops = stopsOf(scale);
      expect(stops[0]).toBe(low);
      expect(stops.at(-1)).toBe(low * factor);
      expect(stops.every((stop, index) => index === 0 || stop > stops[index - 1]!)).toBe(true);
      const value = valueNear(scale, at);
      const index = stops.indexOf(value);
      expect(stopAfter(scale, value, 1)).toBe(stops[Math.min(index + 1, stops.length - 1)]);
      expect(stopAfter(scale, value, -1)).toBe(stops[Math.max(index - 1, 0)]);
    }),
  );
});

test("between two stops an arrow key goes to the nearer side's one", () => {
  const scale = scaleOf(bounds([0, 100]));
  expect(stopAfter(scale, 44.24, 1)).toBe(44.5);
  expect(stopAfter(scale, 44.24, -1)).toBe(44);
});

const slider = (rest: Partial<SliderKnob>): SliderKnob => ({
  kind: "slider",
  path: ["slo", "ttft"],
  label: "Time to first token",
  isKey: false,
  help: "",
  value: undefined,
  home: undefined,
  fallback: undefined,
  isWritten: true,
  changed: false,
  applicable: true,
  required: false,
  scale: scaleOf(bounds([0.05, 10], { log: true })),
  unit: "s",
  whole: false,
  isDuration: true,
  words: [],
  ...rest,
});

describe("a time keeps the unit that it is written with", () => {
  test.each([
    ["500 ms", 0.6, "600 ms"],
    ["500 ms", 2, "2000 ms"],
    ["1.5 s", 0.6, "0.6 s"],
    ["2 min", 90, "1.5 min"],
    [0.5, 0.6, 0.6],
    [undefined, 0.6, "600 ms"],
    [undefined, 2, "2 s"],
  ])("%j turned to %d s is %j", (value, seconds, expected) => {
    expect(written(slider({ value }), seconds)).toBe(expected);
  });
});

test("what is typed is taken with its unit, or with the one that is shown", () => {
  const knob = slider({ value: "500 ms" });
  expect(typed(knob, "600")).toBe("600 ms");
  expect(typed(knob, "2 s")).toBe("2 s");
  expect(typed(knob, "soon")).toBeUndefined();
  expect(typed(knob, "")).toBeUndefined();
  const rate = slider({ value: 4, isDuration: false, unit: "requests/s", words: ["inf"] });
  expect(typed(rate, "1,024")).toBe(1024);
  expect(typed(rate, "inf")).toBe("inf");
});

test("a value is shown with every figure, thousands apart", () => {
  const count = slider({ value: 14050, isDuration: false, unit: "tokens" });
  expect(shown(count)).toEqual({ text: "14,050", unit: "tokens" });
  expect(shown(slider({ value: "44.24 ms" }))).toEqual({ text: "44.24", unit: "ms" });
  expect(shown(slider({ value: undefined }))).toEqual({ text: "", unit: "s" });
  expect(shown({ ...count, value: 1 })).toEqual({ text: "1", unit: "token" });
  expect(shown({ ...count, value: 1, unit: "times" }).unit).toBe("times");
  expect(inWords(count, 14050)).toBe("14,050\u202ftokens");
});
