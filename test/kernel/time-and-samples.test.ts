import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fifo } from "../../sim/kernel/fifo.ts";
import { Histogram, quantile } from "../../sim/kernel/quantiles.ts";
import { createRandom } from "../../sim/kernel/random.ts";
import { LONGEST, onGrid, TICK } from "../../sim/kernel/time.ts";

describe("the time grid", () => {
  test("rounds to the nearest tick of 2⁻³⁰ s", () => {
    expect(TICK).toBe(2 ** -30);
    expect(onGrid(1)).toBe(1);
    expect(onGrid(0.1)).toBe(Math.round(0.1 * 2 ** 30) / 2 ** 30);
    expect(Math.abs(onGrid(0.1) - 0.1)).toBeLessThanOrEqual(TICK / 2);
  });

  test("rounds as Math.round does, also where a tick is all that a float64 tells apart", () => {
    const times = fc.oneof(
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 2 ** 20, max: LONGEST, noNaN: true }),
    );
    fc.assert(
      fc.property(times, (time) => {
        expect(onGrid(time)).toBe(Math.round(time * 2 ** 30) / 2 ** 30);
        expect(onGrid(onGrid(time))).toBe(onGrid(time));
      }),
    );
  });

  test("sums of grid times are exact in any order, up to the longest time", () => {
    const times = fc.array(fc.double({ min: 0, max: LONGEST / 128, noNaN: true }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(times, (raw) => {
        const all = raw.map(onGrid);
        const forwards = all.reduce((sum, time) => sum + time, 0);
        const backwards = all.reduceRight((sum, time) => sum + time, 0);
        expect(forwards).toBe(backwards);
      }),
    );
  });
});

describe("a quantile", () => {
  test("interpolates between neighbours as NumPy does", () => {
    // numpy.percentile([1, 2, 4, 8], [0, 50, 75, 100]) = [1, 3, 5, 8].
    const sorted = Float64Array.of(1, 2, 4, 8);
    expect([0, 0.5, 0.75, 1].map((share) => quantile(sorted, share))).toEqual([1, 3, 5, 8]);
  });

  test("of a histogram is within 0.2 % of the exact one; count, sum and range are exact", () => {
    const samples = fc.array(
      fc.record({
        value: fc.integer({ min: 1, max: 2 ** 40 }).map((ticks) => ticks * TICK),
        weight: fc.integer({ min: 1, max: 50 }),
      }),
      { minLength: 1, maxLength: 100 },
    );
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const histogram = new Histogram();
        const each: number[] = [];
        for (const { value, weight } of all) {
          histogram.add(value, weight);
          for (let i = 0; i < weight; i++) each.push(value);
        }
        const sorted = Float64Array.from(each).sort();
        expect(histogram.count).toBe(sorted.length);
        expect(histogram.sum).toBe(sorted.reduce((sum, value) => sum + value, 0));
        expect([histogram.min, histogram.max]).toEqual([sorted[0], sorted.at(-1)]);
        // The bucket that holds the sample of that rank, which interpolation cannot leave.
        const rank = share * (sorted.length - 1);
        const low = sorted[Math.floor(rank)]! * (1 - 0.002);
        const high = sorted[Math.min(Math.floor(rank) + 1, sorted.length - 1)]! * (1 + 0.002);
        const found = histogram.quantile(share);
        expect(found).toBeGreaterThanOrEqual(low);
        expect(found).toBeLessThanOrEqual(high);
      }),
    );
  });
});

describe("a named stream", () => {
  test("starts again from its first draw, whatever other streams drew", () => {
    const random = createRandom(7);
    const draws = (name: string) => {
      const stream = random.stream(name);
      return [stream.uniform(), stream.normal(), stream.exponential(), stream.below(10)];
    };
    const first = draws("arrivals");
    expect(draws("lengths")).not.toEqual(first);
    expect(draws("arrivals")).toEqual(first);
  });

  test.each([
    ["normal", 0, 1],
    ["exponential", 1, 1],
    ["gamma", 0.5, 0.5],
  ] as const)("draws %s variates with mean %d and variance %d", (kind, mean, variance) => {
    const stream = createRandom(1).stream(kind);
    const n = 200_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const draw = kind === "gamma" ? stream.gamma(0.5) : stream[kind]();
      sum += draw;
      squares += draw * draw;
    }
    expect(Math.abs(sum / n - mean)).toBeLessThan(0.01);
    expect(Math.abs(squares / n - (sum / n) ** 2 - variance)).toBeLessThan(0.02);
  });
});

describe("a first-in first-out queue", () => {
  test("behaves as an array whose head also takes back", () => {
    const orders = fc.array(fc.constantFrom("push", "unshift", "shift"), { maxLength: 300 });
    fc.assert(
      fc.property(orders, (all) => {
        const fifo = new Fifo<number>();
        const array: number[] = [];
        for (const [item, order] of all.entries()) {
          if (order === "shift") expect(fifo.shift()).toBe(array.shift());
          else {
            fifo[order as "push" | "unshift"](item);
            array[order as "push" | "unshift"](item);
          }
          expect(fifo.length).toBe(array.length);
          expect(fifo.peek()).toBe(array[0]);
        }
        expect([...fifo]).toEqual(array);
      }),
    );
  });
});
