import { expect, test } from "vitest";
import {
  boundsInHundredths,
  inHundredths,
  signedHundredths,
} from "../../../sim/study/compare/hundredths.ts";

test("shares are told in hundredths, with a decimal where that tells something", () => {
  const written = [0, 0.0004, 0.0123, 0.0999, 0.123, 3.456].map((share) => inHundredths(share));
  expect(written).toEqual(["0", "0.04", "1.2", "10", "12", "346"]);
  expect([0.05, -0.05, 0].map((share) => signedHundredths(share))).toEqual(["+5", "−5", "0"]);
});

test("bounds are rounded outwards, and an open one is said to be", () => {
  const text = (low: number, high: number | null) => boundsInHundredths({ mean: 0, low, high });
  expect(text(-0.0311, 0.0501)).toBe("−3.2 … +5.1");
  expect(text(0.0349, 0.1201)).toBe("+3.4 … +13");
  expect(text(-0.1201, -0.00049)).toBe("−13 … −0.04");
  expect(text(-1, null)).toBe("−100 … +∞");
});
