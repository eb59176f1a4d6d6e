import { describe, expect, test } from "vitest";
import { type Form, fitForm } from "../../sim/study/kernels/fit.ts";

/** A kernel with a floor in front of a straight line, in microseconds and megabytes. */
const line: Form<number, "floor" | "slope"> = {
  words: "floor + slope * megabytes",
  start: { floor: 1, slope: 1 },
  seconds: ({ floor, slope }, megabytes) => floor + slope * megabytes,
};

const sizes = [0.01, 0.1, 1, 10, 100, 1000, 10_000];

describe("fitting a form", () => {
  test("finds the constants that made the measurements, over six orders of magnitude", () => {
    const measured = sizes.map((row) => ({ row, seconds: 7 + 0.25 * row }));
    expect(fitForm(line, measured)).toEqual({
      constants: { floor: 7, slope: 0.25 },
      medianError: 0,
      p90Error: 0,
    });
  });

  test("says how far off it is", () => {
    // Every other measurement 20 % up or down: no line is nearer than about a fifth.
    const measured = sizes.map((row, index) => ({
      row,
      seconds: (7 + 0.25 * row) * (index % 2 === 0 ? 1.2 : 1 / 1.2),
    }));
    const { medianError, p90Error } = fitForm(line, measured);
    expect(medianError).toBeGreaterThan(0.1);
    expect(p90Error).toBeLessThan(0.35);
  });

  test("leaves fixed constants where they are", () => {
    const fixed: typeof line = { ...line, start: { slope: 1 }, fixed: { floor: 5 } };
    const measured = sizes.map((row) => ({ row, seconds: 5 + 2 * row }));
    expect(fitForm(fixed, measured).constants).toEqual({ slope: 2, floor: 5 });
  });
});
