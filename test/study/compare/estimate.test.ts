/** Estimates from replications: what pairing and leaving out come to, by hand. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "../../../sim/kernel/quantiles.ts";
import {
  differenceOf,
  meanOf,
  pooledQuantile,
  quantileEstimate,
  relativeOf,
} from "../../../sim/study/compare/estimate.ts";

test("a mean is known without each of its values", () => {
  expect(meanOf([1, 2, 6])).toEqual({ value: 3, without: [4, 3.5, 1.5] });
  expect(meanOf([5])).toEqual({ value: 5, without: [] });
});

test("a difference of means has the interval of the differences, pair by pair", () => {
  // Differences 1, 2 and 3: mean 2, error 1 / √3, t of two degrees 4.30265.
  const { mean, low, high } = differenceOf(meanOf([11, 22, 33]), meanOf([10, 20, 30]), 0.95);
  expect(mean).toBeCloseTo(2, 12);
  expect(low).toBeCloseTo(2 - 4.30265 / Math.sqrt(3), 4);
  expect(high).toBeCloseTo(2 + 4.30265 / Math.sqrt(3), 4);
});

test("what is common to both falls out, and what is equal differs by nothing at all", () => {
  const common = [0.1, 700.3, 12.7, 1 / 3];
  const equal = differenceOf(meanOf(common), meanOf([...common]), 0.95);
  expect(equal).toEqual({ mean: 0, low: 0, high: 0 });
  expect(relativeOf(meanOf(common), meanOf([...common]), 0.95)).toEqual(equal);
});

test("a ratio that is the same in every replication is known exactly", () => {
  const { mean, low, high } = relativeOf(meanOf([2, 20, 200]), meanOf([1, 10, 100]), 0.95)!;
  for (const bound of [mean, low!, high!]) expect(bound).toBeCloseTo(1, 9);
});

test("nothing is no measure of a change", () => {
  expect(relativeOf(meanOf([1, 2]), meanOf([0, 0]), 0.95)).toBeUndefined();
  expect(relativeOf(meanOf([0, 0]), meanOf([1, 2]), 0.95)).toBeUndefined();
});

test("a ratio never falls below nothing, however unsure it is", () => {
  const { low } = relativeOf(meanOf([1, 90]), meanOf([80, 3]), 0.999)!;
  expect(low).toBeGreaterThanOrEqual(-1);
});

const samples = fc
  .array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 })
  .map((values) => Float64Array.from(values).sort());

test("a quantile of several runs is that of all their samples together", () => {
  fc.assert(
    fc.property(
      fc.array(samples, { minLength: 1, maxLength: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (runs, share) => {
        const all = Float64Array.from(runs.flatMap((run) => [...run])).sort();
        expect(pooledQuantile(runs, share)).toBe(quantile(all, share));
      },
    ),
  );
});

test("a quantile is estimated again without each run", () => {
  const runs = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5), Float64Array.of(6, 7)];
  expect(quantileEstimate(runs, 0.5)).toEqual({ value: 4, without: [5.5, 3, 3] });
});
