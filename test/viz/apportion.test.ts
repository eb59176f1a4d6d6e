/** Rounded parts sum to the whole. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { apportion } from "../../viz/data/apportion.ts";

test("the largest remainders are rounded up", () => {
  expect(apportion([1, 1, 1], 100)).toEqual([34, 33, 33]);
  expect(apportion([14.6, 14.2, 71.2], 100)).toEqual([15, 14, 71]);
});

test("of nothing everybody gets nothing", () => {
  expect(apportion([0, 0], 100)).toEqual([0, 0]);
});

test("whatever the parts are, they sum to the total and none is off by one", () => {
  const parts = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(parts, (parts) => {
      const sum = parts.reduce((before, part) => before + part, 0);
      fc.pre(sum > 1e-3);
      const whole = apportion(parts, 100);
      expect(whole.reduce((before, part) => before + part, 0)).toBe(100);
      for (const [i, part] of parts.entries())
        expect(Math.abs(whole[i]! - (100 * part) / sum)).toBeLessThan(1 + 1e-9);
    }),
  );
});
