/** Ticks of time are round, and written as a clock shows them. */
import { expect, test } from "vitest";
import { timeSpan, timeTicks } from "../../viz/chart/time/axis.ts";

const texts = (from: number, to: number, most: number): string[] =>
  timeTicks([from, to], most).map(({ text }) => text);

test("over minutes they stand at half minutes", () => {
  expect(texts(0, 127, 8)).toEqual(["00:00", "00:30", "01:00", "01:30", "02:00"]);
});

test("over less than a second they have decimals", () => {
  expect(texts(61.95, 62.21, 6)).toEqual([
    "01:01.95",
    "01:02.00",
    "01:02.05",
    "01:02.10",
    "01:02.15",
    "01:02.20",
  ]);
});

test("over a day they stand at hours", () => {
  expect(texts(0, 86_400, 4)).toEqual(["00:00", "8:00:00", "16:00:00", "24:00:00"]);
});

test("time begins at the left edge of a wide drawing; labels have room at its right", () => {
  expect(timeSpan({ width: 1000, narrow: false })).toEqual({ left: 0, right: 824 });
  expect(timeSpan({ width: 358, narrow: true })).toEqual({ left: 38, right: 358 });
});
