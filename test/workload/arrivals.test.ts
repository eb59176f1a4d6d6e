import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import { createArrivals, type MadeArrivalsSpec } from "../../sim/workload/arrivals.ts";
import { expectedIn, timeToExpect } from "../../sim/workload/piecewise.ts";
import { mean, variation } from "./moments.ts";

const arrivalsOf = (spec: MadeArrivalsSpec, seed = 1) =>
  createArrivals(spec, createRandom(seed).stream("arrivals"));

/** The first `count` arrivals, or all if there are fewer. */
const first = (count: number, spec: MadeArrivalsSpec, seed = 1): number[] => {
  const arrivals = arrivalsOf(spec, seed);
  return Array.from({ length: count }, () => arrivals.next()).filter((at) => at !== undefined);
};

const gaps = (instants: number[]): number[] => instants.slice(1).map((at, i) => at - instants[i]!);
describe("evenly spaced", () => {
  test("four a second arrive every quarter second, from 0 on", () => {
    const spec = { process: "constant", request_rate: 4 } as const;
    expect(first(5, spec)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  test("do not drift: the millionth of ten a second arrives at 100,000 s sharp", () => {
    const arrivals = arrivalsOf({ process: "constant", request_rate: 10 });
    for (let k = 0; k < 1_000_000; k++) arrivals.next();
    expect(arrivals.next()).toBe(100_000);
  });
});

describe("at random", () => {
  test("Poisson gaps have mean 1 / rate, and vary as much as they last", () => {
    const drawn = gaps(first(100_000, { process: "poisson", request_rate: 5 }));
    expect(mean(drawn)).toBeCloseTo(0.2, 2);
    expect(variation(drawn)).toBeCloseTo(1, 1);
  });

  test.each([0.25, 1, 4])("gamma gaps of burstiness %d vary by 1 / √burstiness", (burstiness) => {
    const spec = { process: "gamma", request_rate: 5, burstiness } as const;
    const drawn = gaps(first(100_000, spec));
    expect(mean(drawn) / 0.2).toBeCloseTo(1, 1);
    expect(variation(drawn) * Math.sqrt(burstiness)).toBeCloseTo(1, 1);
  });

  test("twice the rate brings the same requests in half the time", () => {
    const slow = first(100, { process: "poisson", request_rate: 5 });
    const fast = first(100, { process: "poisson", request_rate: 10 });
    expect(fast).toEqual(slow.map((at) => at / 2));
  });

  test("the first arrivals of seed 1 are these, on every machine", () => {
    expect(first(3, { process: "poisson", request_rate: 1 })).toEqual([
      0.041131983677858135, 0.6320431324924742, 1.2276531184676542,
    ]);
    expect(first(3, { process: "gamma", request_rate: 1, burstiness: 0.5 })).toEqual([
      0.013213136034462539, 0.4324748731426379, 0.6502257347880961,
    ]);
  });
});

test.each([
  { process: "constant", request_rate: Infinity },
  { process: "poisson", request_rate: Infinity },
  { process: "gamma", request_rate: Infinity, burstiness: 2 },
] as const)("at an infinite rate all arrive at once: $process", (spec) => {
  expect(first(4, spec)).toEqual([0, 0, 0, 0]);
});

describe("a rate that changes", () => {
  const hold = { duration: 10, request_rate: 3 };
  const ramp = { duration: 10, request_rate: 1, ramp_to: 5 };

  test("a step of 3/s and a ramp from 1/s to 5/s both expect 30 in 10 s", () => {
    expect(expectedIn(hold)).toBe(30);
    expect(expectedIn(ramp)).toBe(30);
  });

  test("a ramp from 1/s to 5/s in 10 s expects its tenth at 5 s: t + 0.2 t² = 10", () => {
    expect(timeToExpect(10, ramp)).toBeCloseTo(5, 12);
    expect(timeToExpect(0, ramp)).toBe(0);
    expect(timeToExpect(30, ramp)).toBe(10);
  });

  test("a ramp down to nothing ends where its segment does", () => {
    const down = { duration: 10, request_rate: 4, ramp_to: 0 };
    expect(timeToExpect(15, down)).toBeCloseTo(5, 12); // 4 t − 0.2 t² = 15
    expect(timeToExpect(20, down)).toBe(10);
    const slight = { duration: 0.9, request_rate: 0.01, ramp_to: 0 }; // its root rounds below 0
    expect(timeToExpect(expectedIn(slight), slight)).toBe(0.9);
  });

  test("the root inverts the integral, whatever the segment", () => {
    const rate = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e3, noNaN: true }));
    const segment = fc.record({
      duration: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
      request_rate: rate,
      ramp_to: rate,
    });
    fc.assert(
      fc.property(segment, fc.nat({ max: 1000 }), (segment, thousandths) => {
        const count = (thousandths / 1000) * expectedIn(segment);
        const t = timeToExpect(count, segment);
        const slope = (segment.ramp_to - segment.request_rate) / segment.duration;
        const counted = segment.request_rate * t + (slope * t * t) / 2;
        expect(Math.abs(counted - count)).toBeLessThanOrEqual(1e-9 * expectedIn(segment));
      }),
    );
  });

  test("each segment gets the arrivals its integral expects, within 4 standard deviations", () => {
    const segments = [
      { duration: 1000, request_rate: 20 },
      { duration: 500, request_rate: 0 },
      { duration: 1000, request_rate: 0, ramp_to: 40 },
      { duration: 1000, request_rate: 40, ramp_to: 10 },
    ];
    const counts = [0, 0, 0, 0];
    for (const at of first(100_000, { process: "piecewise", segments, repeat: false })) {
      counts[[1000, 1500, 2500, 3500].findIndex((end) => at < end)]! += 1;
    }
    [20_000, 0, 20_000, 25_000].forEach((expected, segment) => {
      expect(Math.abs(counts[segment]! - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
    });
  });

  test("arrivals end with the last segment, and stay ended", () => {
    const segments = [{ duration: 10, request_rate: 10 }];
    const arrivals = arrivalsOf({ process: "piecewise", segments, repeat: false });
    const instants = Array.from({ length: 300 }, () => arrivals.next());
    const end = instants.indexOf(undefined);
    expect(end).toBeGreaterThan(60);
    expect(instants[end - 1]).toBeLessThan(10);
    expect(instants.slice(end).every((at) => at === undefined)).toBe(true);
  });

  test("a repeating day is busy at the same hours every day", () => {
    const segments = [
      { duration: 1, request_rate: 100 },
      { duration: 1, request_rate: 0 },
    ];
    const instants = first(1000, { process: "piecewise", segments, repeat: true });
    expect(instants.every((at) => at % 2 <= 1)).toBe(true);
    expect(instants.at(-1)! / 20).toBeCloseTo(1, 0); // 1000 arrivals take about ten days of 2 s
  });

  test("a rate of one a year, an hour at a time, reaches its first arrival at once", () => {
    const year = 365 * 24 * 3600;
    const segments = [{ duration: 3600, request_rate: 1 / year }];
    const [pieces] = first(1, { process: "piecewise", segments, repeat: true });
    const [whole] = first(1, { process: "poisson", request_rate: 1 / year });
    expect(pieces! / whole!).toBeCloseTo(1, 9);
  });

  test("a constant rate in pieces gives the very arrivals of Poisson", () => {
    const segments = [{ duration: 7, request_rate: 4 }];
    const pieces = first(200, { process: "piecewise", segments, repeat: true });
    const whole = first(200, { process: "poisson", request_rate: 4 });
    expect(pieces.map((at, k) => Math.abs(at - whole[k]!)).every((gap) => gap < 1e-9)).toBe(true);
  });

  test("segments without any rate are refused", () => {
    const segments = [{ duration: 10, request_rate: 0 }];
    expect(() => arrivalsOf({ process: "piecewise", segments, repeat: true })).toThrow(
      "no segment of 1 has a rate above 0",
    );
  });
});
