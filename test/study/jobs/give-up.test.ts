/**
 * Giving up: a run that is said to grow without end seldom does not, and most that do are found
 * long before their end.
 *
 * Shares of runs of 10,000 requests that were given up, 200 runs each, on a server of one place
 * (of 16 and of 256 places they are alike), with Poisson arrivals and with bursts (gamma, shape
 * 0.1): at 80 and 90 % load 0 and 0; at 95 %: 0 and 0.5 %; at 105 %: 76 % after 4,605 requests and
 * 15 %; at 120 %: 100 % after 1,255 and 89 % after 3,118.
 */
import { expect, test } from "vitest";
import { perform } from "../../../sim/study/jobs/perform.ts";
import { singleServer, stepCost } from "../../law/single-server.ts";
import { tries } from "../../soak.ts";

const BURSTS = 0.1;
const runs = tries(12);

interface World {
  load: number;
  places?: number;
  burstiness?: number;
}

/** Share of runs that were given up, and how many requests had ended in them by then. */
function givenUp({ load, places = 1, burstiness = 1 }: World) {
  const request_rate = 8 * load * places;
  const arrivals = { process: "gamma" as const, request_rate, burstiness };
  const ended: number[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const scenario = singleServer({ load, requests: 10_000, seed, places, arrivals });
    const { gaveUp, summary } = perform({ scenario, giveUp: true }, { cost: stepCost });
    if (gaveUp) ended.push(summary.completed);
  }
  return { share: ended.length / runs, ended };
}

test.each([
  { load: 0.9 },
  { load: 0.9, burstiness: BURSTS },
  { load: 0.95 },
  { load: 0.95, places: 16, burstiness: BURSTS },
])("of runs that are stable hardly any is given up: %o", (world) => {
  // One in a hundred, and three standard errors.
  expect(givenUp(world).share).toBeLessThan(0.01 + 3 * Math.sqrt((0.01 * 0.99) / runs));
});

test("most of those that grow are given up before a half of them", () => {
  for (const places of [1, 16]) {
    const { share, ended } = givenUp({ load: 1.2, places });
    expect(share).toBe(1);
    expect(Math.max(...ended)).toBeLessThan(5000);
  }
});

test("a place that has not been left twice says nothing", () => {
  // 64 places for 1,000 tokens each, 16 s long, and arrivals for 160 of them: many wait at first.
  const output = { distribution: "fixed", tokens: 1000 } as const;
  const load = 160 / 64;
  const request_rate = (load * 64) / (1000 / 64);
  const arrivals = { process: "poisson", request_rate } as const;
  const scenario = singleServer({ load, requests: 2000, places: 64, output, arrivals });
  const { gaveUp, summary } = perform({ scenario, giveUp: true }, { cost: stepCost });
  expect(gaveUp).toBe(true);
  expect(summary.completed).toBeGreaterThanOrEqual(2 * 64);
});
