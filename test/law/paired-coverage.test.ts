/**
 * Intervals of differences hold what they promise: of 95 % intervals about 95 % hold the difference
 * that runs without number would show.
 */
import { expect, test } from "vitest";
import { compareContenders } from "../../sim/study/compare/compare.ts";
import type { ComparedFigure } from "../../sim/study/compare/figures.ts";
import { executeHere } from "../../sim/study/jobs/perform.ts";
import { tries } from "../soak.ts";
import { singleServer, stepCost } from "./single-server.ts";

/** Sixteen requests a second, each served for an eighth of one: four places, and a fifth one. */
const slo = { ttft: "100 ms", share: 0.9 };
const worlds = [
  { places: 4, load: 0.5, requests: 600, slo },
  { places: 5, load: 0.4, requests: 600, slo },
];
const executor = executeHere({ cost: stepCost });

/**
 * Of 40,000 runs of each, seeds 1,000,000 and on: means over runs, and the percentile of the
 * requests of all of them.
 */
const longRun = {
  mean_ttft_ms: [31.8597, 26.0754],
  p99_ttft_ms: [142.204, 82.038],
  mean_e2el_ms: [141.2415, 135.4572],
  share: [0.967169, 0.994933],
} as const satisfies Partial<Record<ComparedFigure, readonly [number, number]>>;
const figures = Object.keys(longRun) as (keyof typeof longRun)[];

test("95 % intervals of paired differences hold the true one in 90 to 99 % of cases", async () => {
  const seeds = tries(50);
  const held = figures.map(() => ({ absolute: 0, relative: 0 }));
  for (let seed = 1; seed <= seeds; seed++) {
    const contenders = worlds.map((world) => ({
      name: `${world.places} places`,
      scenario: singleServer({ ...world, seed }),
    }));
    const { differences } = await compareContenders(contenders, { executor });
    for (const [index, figure] of figures.entries()) {
      const [before, after] = longRun[figure];
      const { relative, low, high } = differences[0]!.figures[figure]!;
      if (holds({ low, high }, after - before)) held[index]!.absolute += 1;
      if (relative !== null && holds(relative, after / before - 1)) held[index]!.relative += 1;
    }
  }
  for (const [index, figure] of figures.entries()) {
    const { absolute, relative } = held[index]!;
    const inReach = expect.toSatisfy((share: number) => share >= 0.9 && share <= 0.99);
    expect([figure, absolute / seeds]).toEqual([figure, inReach]);
    if (figure !== "share") expect([figure, relative / seeds]).toEqual([figure, inReach]);
  }
});

const holds = (interval: { low: number | null; high: number | null }, value: number): boolean =>
  (interval.low ?? -Infinity) <= value && value <= (interval.high ?? Infinity);

test("of two contenders of the same law, few comparisons state a difference", async () => {
  // The same Poisson arrivals under another name: other draws, so that requests are not the same.
  const [world] = worlds;
  const arrivals = { process: "gamma", request_rate: 16, burstiness: 1 } as const;
  const seeds = tries(50);
  let wrong = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { verdict } = await compareContenders(
      [
        { name: "one", scenario: singleServer({ ...world!, seed }) },
        { name: "other", scenario: singleServer({ ...world!, seed, arrivals }) },
      ],
      { executor },
    );
    if (/ lower| higher| fewer| more/.test(verdict.sentences[0]!)) wrong += 1;
  }
  // Five in a hundred are allowed.
  expect(wrong / seeds).toBeLessThanOrEqual(0.05);
});
