import { expect, test } from "vitest";
import { incompleteBeta, logGamma, studentT } from "../../../sim/study/replications/student-t.ts";

test("Student's t is that of the tables", () => {
  // Degrees of freedom and t at 0.95, 0.975 and 0.995, as tabulated everywhere.
  const table = [
    [1, 6.3138, 12.7062, 63.6567],
    [2, 2.92, 4.3027, 9.9248],
    [5, 2.015, 2.5706, 4.0321],
    [7, 1.8946, 2.3646, 3.4995],
    [19, 1.7291, 2.093, 2.8609],
    [30, 1.6973, 2.0423, 2.75],
    [120, 1.6577, 1.9799, 2.6174],
  ] as const;
  for (const [degrees, ...quantiles] of table) {
    const ours = [0.95, 0.975, 0.995].map((probability) => studentT(probability, degrees));
    for (const [index, quantile] of quantiles.entries())
      expect(ours[index]).toBeCloseTo(quantile, 3);
  }
});

test("with two degrees of freedom it is what can be worked out", () => {
  // P(|T| ≤ t) = t / √(2 + t²), so at 0.975: t² = 2 · 0.95² / (1 − 0.95²).
  expect(studentT(0.975, 2)).toBeCloseTo(Math.sqrt((2 * 0.9025) / 0.0975), 11);
  expect(studentT(0.5, 2)).toBeCloseTo(0, 11);
});

test("the functions below it are what can be worked out", () => {
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 13);
  expect(logGamma(10)).toBeCloseTo(Math.log(362_880), 13);
  // I_x(1, b) = 1 − (1 − x)^b, and I_x(a, 1) = x^a.
  expect(incompleteBeta(0.3, 1, 4)).toBeCloseTo(1 - 0.7 * 0.7 * 0.7 * 0.7, 14);
  expect(incompleteBeta(0.9, 3, 1)).toBeCloseTo(0.729, 14);
  expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
});
