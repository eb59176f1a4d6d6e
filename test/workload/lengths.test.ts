import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import { createLengths, logMoments } from "../../sim/workload/lengths.ts";
import type { LengthSpec, SimpleLengthSpec } from "../../sim/workload/spec.ts";
import { mean, shareOf, std } from "./moments.ts";

const draw = (count: number, spec: LengthSpec, seed = 1): number[] => {
  const lengths = createLengths(spec);
  const stream = createRandom(seed).stream("prompt_tokens");
  return Array.from({ length: count }, () => lengths.draw(stream));
};

test("fixed lengths are what they are", () => {
  expect(draw(3, { distribution: "fixed", tokens: 128 })).toEqual([128, 128, 128]);
});

test("uniform lengths take every value from min to max alike", () => {
  const drawn = draw(60_000, { distribution: "uniform", min: 3, max: 8 });
  for (const value of [3, 4, 5, 6, 7, 8]) expect(shareOf(value, drawn)).toBeCloseTo(1 / 6, 2);
});

describe("normal", () => {
  test("has its mean and standard deviation where nothing is clipped", () => {
    const drawn = draw(20_000, { distribution: "normal", mean: 512, std: 64 });
    expect(Math.abs(mean(drawn) - 512)).toBeLessThan(4 * (64 / Math.sqrt(20_000)));
    expect(std(drawn) / 64).toBeCloseTo(1, 1);
  });

  test("clips what falls outside to the bounds: half of it lies below its mean", () => {
    const drawn = draw(20_000, { distribution: "normal", mean: 100, std: 50, min: 100, max: 150 });
    expect(shareOf(100, drawn)).toBeCloseTo(0.5, 1);
    expect(shareOf(150, drawn)).toBeCloseTo(0.16, 1); // one standard deviation and more above
  });

  test("never goes below 1, even without a lower bound", () => {
    expect(Math.min(...draw(1000, { distribution: "normal", mean: 2, std: 50 }))).toBe(1);
  });
});

describe("lognormal", () => {
  test("has the mean and standard deviation asked for, before it is rounded", () => {
    const drawn = draw(200_000, { distribution: "lognormal", mean: 1000, std: 500 });
    expect(mean(drawn) / 1000).toBeCloseTo(1, 2);
    expect(std(drawn) / 500).toBeCloseTo(1, 1);
  });

  test("mean 1000 and std 1000 are a median of 707 and a sigma of 0.833", () => {
    const { mu, sigma } = logMoments({ distribution: "lognormal", mean: 1000, std: 1000 });
    expect(Math.exp(mu)).toBeCloseTo(1000 / Math.SQRT2, 9);
    expect(sigma).toBeCloseTo(Math.sqrt(Math.LN2), 12);
  });

  test("has half of its lengths below the median asked for", () => {
    const drawn = draw(20_000, { distribution: "lognormal", median: 300, sigma: 1 });
    expect(drawn.filter((tokens) => tokens < 300).length / 20_000).toBeCloseTo(0.5, 1);
  });
});

test("zipf weighs k by k^−exponent: 1, 2, 4 as 4 : 2 : 1 under exponent 1", () => {
  const drawn = draw(100_000, { distribution: "zipf", exponent: 1, min: 1, max: 4 });
  const total = 1 + 1 / 2 + 1 / 3 + 1 / 4;
  for (const k of [1, 2, 3, 4]) expect(shareOf(k, drawn)).toBeCloseTo(1 / k / total, 2);
});

test("a mixture takes each component as often as its weight says", () => {
  const drawn = draw(40_000, {
    distribution: "mixture",
    components: [
      { weight: 3, distribution: "fixed", tokens: 10 },
      { weight: 1, distribution: "fixed", tokens: 500 },
      { weight: 0, distribution: "fixed", tokens: 7 },
    ],
  });
  expect(shareOf(10, drawn)).toBeCloseTo(0.75, 2);
  expect(shareOf(500, drawn)).toBeCloseTo(0.25, 2);
  expect(shareOf(7, drawn)).toBe(0);
});

const bounds = fc
  .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }))
  .map(([min, width]) => ({ min, max: min + width }));
const positive = fc.double({ min: 0.1, max: 1e4, noNaN: true });

const simple: fc.Arbitrary<SimpleLengthSpec & { min: number; max: number }> = fc.oneof(
  bounds.map((within) => ({ distribution: "uniform" as const, ...within })),
  fc.tuple(bounds, positive, positive).map(([within, mean, std]) => ({
    distribution: "normal" as const,
    mean,
    std,
    ...within,
  })),
  fc.tuple(bounds, positive, positive).map(([within, mean, std]) => ({
    distribution: "lognormal" as const,
    mean,
    std,
    ...within,
  })),
  fc.tuple(bounds, fc.double({ min: 0, max: 4, noNaN: true })).map(([within, exponent]) => ({
    distribution: "zipf" as const,
    exponent,
    ...within,
  })),
);

test("every length is whole and within its bounds, whatever the distribution", () => {
  fc.assert(
    fc.property(simple, fc.integer(), (spec, seed) => {
      for (const tokens of draw(50, spec, seed)) {
        expect(Number.isInteger(tokens)).toBe(true);
        expect(tokens).toBeGreaterThanOrEqual(spec.min);
        expect(tokens).toBeLessThanOrEqual(spec.max);
      }
    }),
  );
});

test("wider bounds leave the draws within the narrow ones as they were", () => {
  const normal = { distribution: "normal", mean: 100, std: 50 } as const;
  const narrow = draw(1000, { ...normal, min: 80, max: 120 });
  const wide = draw(1000, { ...normal, min: 1, max: 1000 });
  expect(narrow).toEqual(wide.map((tokens) => Math.min(120, Math.max(80, tokens))));
});

test("the first lengths of seed 1 are these, on every machine", () => {
  expect(draw(4, { distribution: "normal", mean: 512, std: 128, min: 2, max: 1024 })).toEqual([
    434, 428, 758, 528,
  ]);
  expect(draw(4, { distribution: "lognormal", median: 400, sigma: 1 })).toEqual([
    217, 208, 2725, 455,
  ]);
  expect(draw(4, { distribution: "zipf", exponent: 1, min: 1, max: 1000 })).toEqual([
    3, 3, 104, 26,
  ]);
  expect(draw(4, { distribution: "uniform", min: 1, max: 1000 })).toEqual([221, 201, 698, 514]);
});
