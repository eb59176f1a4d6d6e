/** The decision: wrong no more often than it says, and made early where things are plain. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../sim/kernel/random.ts";
import { decide, isTooNear, LOOKS } from "../../../sim/study/plan/decide.ts";
import type { Tally } from "../../../sim/study/replications/interval.ts";
import { tries } from "../../soak.ts";

const { stream } = createRandom(7);
const random = stream("runs");

/**
 * A run of 2,000 requests that come in clumps of 20, of which all are good or none is: worth 100
 * independent requests.
 */
function run(share: number): Tally {
  let good = 0;
  for (let clump = 0; clump < 100; clump++) if (random.uniform() < share) good += 20;
  return { requests: 2000, good };
}

/** What is decided of runs with this share of good requests, and after how many of them. */
function decided(share: number, asked: number) {
  const tallies: Tally[] = [];
  for (const look of LOOKS) {
    while (tallies.length < look) tallies.push(run(share));
    const found = decide([{ words: "", asked, tallies }], 100, 0.95);
    if (found.decision !== "undecided" || isTooNear(found) || look === LOOKS.at(-1))
      return { decision: found.decision, runs: look };
  }
  throw new Error("no look was the last");
}

const frequency = (times: number, happens: () => boolean): number => {
  let count = 0;
  for (let time = 0; time < times; time++) if (happens()) count += 1;
  return count / times;
};

describe("a share exactly as large as asked", () => {
  const times = tries(400);
  // Three standard errors of a frequency of 5 % above it.
  const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / times);

  test.each([0.9, 0.95, 0.99])("%f seldom fails, and hardly less seldom holds", (q) => {
    expect(frequency(times, () => decided(q, q).decision === "fails")).toBeLessThan(most);
    expect(frequency(times, () => decided(q - 1e-9, q).decision === "holds")).toBeLessThan(most);
  });
});

test("what is plain is decided at the first look", () => {
  for (let time = 0; time < 50; time++) {
    expect(decided(0.5, 0.9)).toEqual({ decision: "fails", runs: 4 });
    expect(decided(1, 0.9)).toEqual({ decision: "holds", runs: 4 });
  }
});

test("what is near takes more runs", () => {
  const runs = Array.from({ length: 50 }, () => decided(0.93, 0.9).runs);
  expect(Math.max(...runs)).toBeGreaterThan(4);
});

test("all criteria must hold, and one that fails is enough", () => {
  const tallies = (share: number) => Array.from({ length: 8 }, () => run(share));
  const sample = (share: number) => ({ words: "", asked: 0.9, tallies: tallies(share) });
  const decision = (...shares: number[]) => decide(shares.map(sample), 100, 0.95).decision;
  expect(decision(1, 1)).toBe("holds");
  expect(decision(1, 0.5)).toBe("fails");
  expect(decision(1, 0.9)).toBe("undecided");
});

test("that all requests are good is seen, not shown", () => {
  const all = { requests: 1000, good: 1000 };
  const but = { requests: 1000, good: 999 };
  const asked = { words: "", asked: 1 };
  expect(decide([{ ...asked, tallies: [all, all] }], 100, 0.95).decision).toBe("holds");
  expect(decide([{ ...asked, tallies: [all, but] }], 100, 0.95).decision).toBe("fails");
});
