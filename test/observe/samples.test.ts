import fc from "fast-check";
import { expect, test } from "vitest";
import { Histogram, quantile } from "../../sim/kernel/quantiles.ts";
import { Samples } from "../../sim/observe/samples.ts";

const samplesOf = (values: readonly number[]): Samples => {
  const samples = new Samples();
  for (const value of values) samples.add(value);
  return samples;
};

test("mean, population std and interpolated percentiles are NumPy's", () => {
  // numpy: a = [4, 1, 3, 2]; a.mean(), a.std(), np.percentile(a, [50, 90])
  const samples = samplesOf([4, 1, 3, 2]);
  expect(samples.mean).toBe(2.5);
  expect(samples.std).toBeCloseTo(1.118033988749895, 15);
  expect(samples.quantile(0.5)).toBe(2.5);
  expect(samples.quantile(0.9)).toBeCloseTo(3.7, 15);
});

test("samples that come after a percentile was asked for count in the next one", () => {
  const samples = samplesOf([5, 9]);
  expect(samples.quantile(1)).toBe(9);
  samples.add(1);
  expect([0, 0.5, 1].map((share) => samples.quantile(share))).toEqual([1, 5, 9]);
  samples.add(20);
  expect(samples.quantile(1)).toBe(20);
});

test("percentiles are those of the sorted samples, in whatever order they are asked for", () => {
  const lists = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 });
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
  fc.assert(
    fc.property(lists, shares, (values, asked) => {
      const samples = samplesOf(values);
      const sorted = Float64Array.from(values).sort();
      for (const share of asked) expect(samples.quantile(share)).toBe(quantile(sorted, share));
    }),
  );
});

test("of many samples percentiles are those of the sorted ones too", () => {
  const values = Float64Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 30_011);
  const samples = samplesOf([...values]);
  values.sort();
  for (const share of [0.999, 0.5, 0, 1, 0.9, 0.12345]) {
    expect(samples.quantile(share)).toBe(quantile(values, share));
  }
});

test("more samples than the first array holds are all kept", () => {
  const samples = samplesOf(Array.from({ length: 5000 }, (_, i) => 5000 - i));
  expect(samples.count).toBe(5000);
  expect(samples.quantile(0)).toBe(1);
  expect(samples.quantile(0.5)).toBe(2500.5);
});

test("a histogram's quantile is within 0.2 % of the samples next to its rank", () => {
  const gaps = fc.array(
    fc.tuple(fc.double({ min: 2 ** -30, max: 1e5, noNaN: true }), fc.integer({ min: 1, max: 300 })),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(gaps, fc.double({ min: 0, max: 1, noNaN: true }), (weighted, share) => {
      const histogram = new Histogram();
      for (const [gap, tokens] of weighted) histogram.add(gap, tokens);
      const all = weighted.flatMap(([gap, tokens]) => new Array<number>(tokens).fill(gap));
      all.sort((a, b) => a - b);
      const rank = share * (all.length - 1);
      const quantile = histogram.quantile(share);
      expect(quantile).toBeGreaterThanOrEqual(all[Math.floor(rank)]! * 0.998);
      expect(quantile).toBeLessThanOrEqual(all[Math.ceil(rank)]! * 1.002);
    }),
    { numRuns: 300 },
  );
});
