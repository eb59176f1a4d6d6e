import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatGib,
  formatPercent,
  formatSeconds,
  parseQuantity,
} from "../sim/units.ts";

describe("a quantity", () => {
  test.each([
    ["50 ms", "time", 0.05],
    ["50ms", "time", 0.05],
    ["10 min", "time", 600],
    ["1,500 s", "time", 1500],
    ["2", "time", 2],
    ["80 GiB", "bytes", 80 * 2 ** 30],
    ["80 GB", "bytes", 80e9],
    ["3.35 TB/s", "bandwidth", 3.35e12],
    ["989 TFLOP/s", "flop-rate", 989e12],
  ] as const)("%s is read as SI", (text, dimension, value) => {
    expect(parseQuantity(text, dimension)).toBeCloseTo(value, 12);
  });

  test.each(["50 mss", "fifty ms", "", "ms", "80 GiB", "1 2 s"])("%j is no time", (text) => {
    expect(parseQuantity(text, "time")).toBeUndefined();
  });
});

describe("what is printed", () => {
  test("has three figures and the unit that fits", () => {
    expect([0.05, 0.0123456, 1.5, 90, 900, 1097, 7200, 2e-7].map(formatSeconds)).toEqual([
      "50 ms",
      "12.3 ms",
      "1.5 s",
      "90 s",
      "15 min",
      "18.3 min",
      "2 h",
      "200 ns",
    ]);
    expect(formatSeconds(0)).toBe("0 s");
    expect(formatBytes(13.477e9)).toBe("13.5 GB");
    expect(formatGib(80 * 2 ** 30)).toBe("80 GiB");
    expect(formatCount(1_234_567)).toBe("1,234,567");
    expect([0.1234, 0.71, 1, 0.0002, 0].map(formatPercent)).toEqual([
      "12.3 %",
      "71 %",
      "100 %",
      "under 0.1 %",
      "0 %",
    ]);
  });

  test("has its thousands apart, as Intl puts them", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), (count) => {
        expect(formatCount(count)).toBe(Math.round(count).toLocaleString("en-US"));
      }),
    );
  });

  test("reads back as what it was, to three figures", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (seconds) => {
        const read = parseQuantity(formatSeconds(seconds), "time")!;
        expect(Math.abs(read / seconds - 1)).toBeLessThan(0.006);
      }),
    );
  });
});
