import { expect, test } from "vitest";
import { readInterval, readStart, readWindow } from "../../sim/cli/run/export-options.ts";

test("a window has a begin, an end, both or neither", () => {
  expect(readWindow(undefined)).toEqual({});
  expect(readWindow("10s..30s")).toEqual({ from: 10, to: 30 });
  expect(readWindow("1.5 min .. 2 min")).toEqual({ from: 90, to: 120 });
  expect([readWindow("..5"), readWindow("5.."), readWindow("..")]).toEqual([
    { to: 5 },
    { from: 5 },
    {},
  ]);
});

test.each([
  ["1s", "is not of the form FROM..TO, such as 10s..30s"],
  ["1s..2s..3s", "is not of the form FROM..TO, such as 10s..30s"],
  ["x..2s", '"x" is not a time such as 10s'],
  ["-1s..2s", '"-1s" is not a time such as 10s'],
  ["1s..2 GiB", '"2 GiB" is not a time such as 10s'],
  ["2s..2s", "it ends before it begins"],
])("--trace-window %s is refused in words", (written, why) => {
  expect(() => readWindow(written)).toThrow(`--trace-window ${written}: ${why}`);
});

test("an interval is a time in whole milliseconds", () => {
  expect(["15s", "250ms", "0.001", "1 min"].map(readInterval)).toEqual([15, 0.25, 0.001, 60]);
  for (const no of ["0", "-1s", "1us", "1.0005s"])
    expect(() => readInterval(no)).toThrow("is not a number of whole milliseconds, 1 or more");
  expect(() => readInterval("often")).toThrow("--metrics-interval often: is not a time such as 5s");
});

test("a start is a date of the world, in UTC where it names no zone", () => {
  const noon = Date.UTC(2026, 0, 31, 12) / 1000;
  for (const it of ["2026-01-31T12:00", "2026-01-31T12:00:00.000Z", "2026-01-31T14:00+02:00"])
    expect(readStart(it)).toBe(noon);
  expect(readStart("2026-01-31")).toBe(noon - 12 * 3600);
  for (const no of ["soon", "1", "2026-13-01", "2026-01-31T25:00Z", "1969-12-31", "31.1.2026"])
    expect(() => readStart(no)).toThrow(`--metrics-start ${no}: is not a date after 1970`);
});
