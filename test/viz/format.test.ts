/** Numbers as a reader meets them. */
import { expect, test } from "vitest";
import {
  clock,
  count,
  counted,
  duration,
  inOne,
  percent,
  percentMet,
  short,
  stated,
  threeFigures,
} from "../../viz/format.ts";

const words = (figure: { number: string; unit: string }): string =>
  inOne(figure).replaceAll("\u202f", " ").replaceAll("\u202f", " ");

test("a number has three figures, thousands are apart, and minus is a minus", () => {
  expect([0, 0.050_36, 1.5, 12.345, 1234.5].map(threeFigures)).toEqual([
    "0",
    "0.0504",
    "1.50",
    "12.3",
    "1,230",
  ]);
  expect([1_234_567, -3].map(count)).toEqual(["1,234,567", "−3"]);
});

test("a duration comes in the unit that it is thought in", () => {
  expect([0.048, 0.9996, 6.094, 15.31, 599.94, 900, 10_000].map((s) => words(duration(s)))).toEqual(
    ["48.0 ms", "1.00 s", "6.09 s", "15.3 s", "599.9 s", "15.0 min", "2.78 h"],
  );
});

test("what was set is not written as if it had been measured", () => {
  expect([0.05, 2, 10, 0.0125].map((s) => stated(s).replace("\u202f", " "))).toEqual([
    ...["50 ms", "2 s", "10 s", "12.5 ms"],
  ]);
});

test("one is singular", () => {
  expect([0, 1, 1200].map((many) => counted(many, "request"))).toEqual([
    ...["0 requests", "1 request", "1,200 requests"],
  ]);
});

test("the share that met an objective is never said to be more than it was", () => {
  expect([101 / 2105, 0.5441, 0.9996, 1].map((share) => words(percentMet(share)))).toEqual([
    ...["4.7 %", "54 %", "99.9 %", "100 %"],
  ]);
});

test("an instant is minutes and seconds, and hours where there are some", () => {
  expect([clock(67.14), clock(3725.04), clock(59.96), clock(12, 0)]).toEqual([
    "01:07.1",
    "1:02:05.0",
    "01:00.0",
    "00:12",
  ]);
});

test("nearly all is not all, and hardly any is not nothing", () => {
  expect([0, 0.0001, 0.4531, 0.991, 0.9999, 1].map((share) => words(percent(share)))).toEqual([
    "0 %",
    "0.1 %",
    "45 %",
    "99.1 %",
    "99.9 %",
    "100 %",
  ]);
});

test("large numbers are shortened", () => {
  expect([1900, 12_800, 3.35e12].map((value) => words({ number: short(value), unit: "" }))).toEqual(
    ["1,900", "12.8 k", "3.35 T"],
  );
});
