/** The searches by themselves: a world that is monotone and knows what holds. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FleetSearch } from "../../../sim/study/plan/fleet-search.ts";
import { RateSearch } from "../../../sim/study/plan/rate-search.ts";
import { tries } from "../../soak.ts";

const runs = { numRuns: tries(200) };

describe("the search for the fewest engines", () => {
  /** Steps until it is over; an engine serves one request a second, `needed` engines hold. */
  function search(needed: number, { most = 1000, guess = 1 } = {}) {
    const rate = needed - 0.5;
    const sought = new FleetSearch({ least: 1, most, guess, rate, idleFrom: 10_000 });
    const steps: number[] = [];
    for (let step = sought.next(); step !== undefined; step = sought.next()) {
      steps.push(step.value);
      const served = step.value < rate ? step.value : null;
      const verdict = step.value >= needed ? "holds" : served === null ? "fails" : "unstable";
      sought.learn(step, { verdict, served });
    }
    return { found: sought.confirmed, steps, least: sought.least };
  }

  test("finds them from anywhere, and tries few", () => {
    fc.assert(
      fc.property(
        fc.record({ needed: fc.integer({ min: 1, max: 500 }), guess: fc.integer({ max: 900 }) }),
        ({ needed, guess }) => {
          const { found, steps } = search(needed, { guess });
          expect(found).toBe(needed);
          expect(steps.length).toBeLessThan(14);
        },
      ),
      runs,
    );
  });

  test("of a queue that grows goes to as many engines as the rate needs", () => {
    // 10 of 99.5 are served by 10 engines, so it takes about 100.
    expect(search(100, { guess: 10 }).steps.slice(0, 2)).toEqual([10, 100]);
  });

  test("confirms what it found, and goes on where that fails", () => {
    const sought = new FleetSearch({ least: 1, most: 9, guess: 1, rate: 1, idleFrom: 100 });
    sought.learn(sought.next()!, { verdict: "holds", served: null });
    expect(sought.next()).toEqual({ value: 1, confirm: true });
    sought.learn(sought.next()!, { verdict: "fails", served: null });
    expect(sought.next()).toEqual({ value: 2, confirm: false });
  });

  test("ends where no more engines are allowed, or more would not help", () => {
    const { found, least } = search(20, { most: 10 });
    expect([found, least]).toEqual([undefined, 11]);
    const idle = new FleetSearch({ least: 1, most: 100, guess: 1, rate: 1, idleFrom: 3 });
    while (idle.next() !== undefined) idle.learn(idle.next()!, { verdict: "fails", served: null });
    expect(idle.least).toBe(101);
  });
});

describe("the search for the highest rate", () => {
  function search(holds: number, bounds: { low: number; high: number; guess: number }) {
    const sought = new RateSearch({ ...bounds, tolerance: 0.02, bothSides: true });
    let steps = 0;
    for (let step = sought.next(); step !== undefined; step = sought.next()) {
      const verdict = step.value <= holds ? "holds" : "unstable";
      sought.learn(step, { verdict, served: verdict === "holds" ? null : holds });
      steps += 1;
    }
    return { sought, steps };
  }

  test("brackets it as closely as asked, and tries few", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 1000, noNaN: true }),
        fc.constantFrom(1, 3, 20),
        (holds, above) => {
          const bounds = { low: 0, high: 1.001 * holds * above, guess: 0.75 * holds * above };
          const { sought, steps } = search(holds, bounds);
          expect(sought.confirmed).toBeLessThanOrEqual(holds);
          expect(sought.high / sought.confirmed! - 1).toBeLessThanOrEqual(0.02);
          expect(steps).toBeLessThan(12);
        },
      ),
      runs,
    );
  });

  test("finds nothing where no rate holds", () => {
    const sought = new RateSearch({
      low: 0,
      high: 100,
      guess: 50,
      tolerance: 0.02,
      bothSides: true,
    });
    let steps = 0;
    for (let step = sought.next(); step !== undefined; step = sought.next(), steps += 1)
      sought.learn(step, { verdict: "fails", served: null });
    expect(sought.holding).toBeUndefined();
    expect(steps).toBeLessThan(12);
  });

  test("keeps what is too near to tell between what holds and what fails", () => {
    const sought = new RateSearch({
      low: 0,
      high: 100,
      guess: 60,
      tolerance: 0.02,
      bothSides: true,
    });
    for (let step = sought.next(); step !== undefined; step = sought.next()) {
      const verdict = step.value < 47 ? "holds" : step.value > 53 ? "fails" : "undecided";
      sought.learn(step, { verdict, served: null });
    }
    expect([sought.confirmed! < 47, sought.confirmed! > 47 / 1.021]).toEqual([true, true]);
    expect([sought.high > 53, sought.high < 53 * 1.021]).toEqual([true, true]);
  });

  test("falls back where the longer runs that confirm do not hold", () => {
    const sought = new RateSearch({
      low: 10,
      high: 20,
      guess: 19,
      tolerance: 0.5,
      bothSides: false,
    });
    sought.learn({ value: 19, confirm: false }, { verdict: "holds", served: null });
    expect(sought.next()).toEqual({ value: 19, confirm: true });
    sought.learn({ value: 19, confirm: true }, { verdict: "fails", served: null });
    expect([sought.low, sought.high]).toEqual([10, 19]);
  });
});
