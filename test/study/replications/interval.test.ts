import { expect, test } from "vitest";
import {
  meanInterval,
  quantileInterval,
  shareInterval,
} from "../../../sim/study/replications/interval.ts";

test("a mean of symmetric values has Student's interval", () => {
  // Mean 2, deviation 1, error 1 / √3, t of two degrees 4.30265: 2 ± 2.48414.
  const { mean, low, high } = meanInterval([1, 2, 3])!;
  expect(mean).toBe(2);
  expect(low).toBeCloseTo(-0.48414, 4);
  expect(high).toBeCloseTo(4.48414, 4);
});

test("that of skewed values reaches further to the side of the long tail", () => {
  const { mean, low, high } = meanInterval([1, 1, 2, 2, 3, 9])!;
  expect(mean).toBe(3);
  expect(high! - mean).toBeGreaterThan(1.2 * (mean - low!));
  const mirrored = meanInterval([-1, -1, -2, -2, -3, -9])!;
  expect([mirrored.low, mirrored.high]).toEqual([-high!, -low!]);
});

test("values that are all equal leave no doubt, and a single one tells nothing", () => {
  expect(meanInterval([4, 4, 4])).toEqual({ mean: 4, low: 4, high: 4 });
  expect(meanInterval([4])).toBeUndefined();
  expect(quantileInterval([Float64Array.of(1, 2)], 0.5)).toBeUndefined();
  expect(shareInterval([{ requests: 9, good: 3 }], 9)).toBeUndefined();
});

test("a quantile is that of all samples, between those of the shares that may be true", () => {
  const [first, second] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2, 3, 4)];
  expect(quantileInterval([first!, second!], 0.5)).toEqual({ mean: 2.5, low: 2.5, high: 2.5 });
  // Ten runs of a hundred samples; half have 48 of them up to the median, half 52. Deviation of
  // the shares 0.02 · √(10 / 9), error that / √10 = 0.02 / 3, t of nine degrees 2.2622: ± 0.01508.
  const sample = (run: number, i: number) =>
    (i < (run % 2 === 0 ? 48 : 52) ? -1 : 1) * (10 * i + run + 1);
  const runs = Array.from({ length: 10 }, (_, run) =>
    Float64Array.from({ length: 100 }, (_, i) => sample(run, i)).sort(),
  );
  const { mean, low, high } = quantileInterval(runs, 0.5)!;
  const all = Float64Array.from(runs.flatMap((run) => [...run])).sort();
  expect(mean).toBe((all[499]! + all[500]!) / 2);
  // Ranks 0.48492 · 999 = 484.4 and 0.51508 · 999 = 514.6.
  expect(low).toBeCloseTo(all[484]! + 0.435 * (all[485]! - all[484]!), 0);
  expect(high).toBeCloseTo(all[514]! + 0.565 * (all[515]! - all[514]!), 0);
});

test("where runs do not bound a quantile, its interval is open", () => {
  const apart = [Float64Array.of(1, 1, 1, 1), Float64Array.of(2, 2, 2, 2)];
  expect(quantileInterval(apart, 0.5)).toEqual({ mean: 1.5, low: null, high: null });
});

test("a share of all stays within 0 … 1, the wider the less a run is worth", () => {
  const tallies = [
    { requests: 100, good: 100 },
    { requests: 100, good: 100 },
  ];
  // Wilson for 200 of 200 and t of one degree, 12.7062: t² / 200 = 0.80724, so the centre is
  // (1 + 0.40362) / 1.80724 and as much is left up to 1.
  const { low, high } = shareInterval(tallies, Number.POSITIVE_INFINITY)!;
  expect(low).toBeCloseTo(1 / 1.80724, 4);
  expect(high).toBeCloseTo(1, 12);
  // Worth only ten requests each: t² / 20 = 8.0724.
  expect(shareInterval(tallies, 10)!.low).toBeCloseTo(1 / 9.0724, 4);
});
