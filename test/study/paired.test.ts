/** Two runs of the same requests, compared one by one. */
import { expect, test } from "vitest";
import { scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { changed, midP, Outcomes } from "../../sim/study/paired.ts";
import { limits } from "./limits.ts";

test("mid-p is twice the tail, the point itself counted once", () => {
  // All five to one side: 2 × ½ × 2^−5.
  expect(midP({ gained: 5, lost: 0 })).toBeCloseTo(1 / 32, 15);
  // 3 of 4: 2 × (1 + 4/2) ÷ 16.
  expect(midP({ gained: 3, lost: 1 })).toBeCloseTo(6 / 16, 15);
  expect(midP({ gained: 1, lost: 3 })).toBeCloseTo(6 / 16, 15);
  expect(midP({ gained: 0, lost: 0 })).toBe(1);
  expect(midP({ gained: 2500, lost: 2500 })).toBeCloseTo(1, 9);
  // 2^−5000 is no number, yet a normal says 1.1e-23 for 500 beyond 2500 at a deviation of 50 / √2.
  const many = midP({ gained: 2850, lost: 2500 });
  expect(many).toBeGreaterThan(1e-6);
  expect(many).toBeLessThan(3e-6);
});

test("the test keeps its level, nearly: of 20 who change at random, one pair of runs in 20", () => {
  let alarms = 0;
  let ways = 1;
  for (let gained = 0; gained <= 20; gained++) {
    if (midP({ gained, lost: 20 - gained }) < 0.05) alarms += ways / 2 ** 20;
    ways = (ways * (20 - gained)) / (gained + 1);
  }
  expect(alarms).toBeGreaterThan(0.03);
  expect(alarms).toBeLessThan(0.055);
});

test("who changed sides is counted both ways", () => {
  const scenario = scenarioSchema.parse(limits.compute);
  const under = (ttft: number) => {
    const outcomes = new Outcomes({ ttft, share: 0.99 });
    const { summary } = new Simulation(
      { ...scenario, slo: { ttft, share: 0.99 } },
      { probes: [outcomes.probe] },
    )
      .run()
      .result();
    return { outcomes, good: summary.slo!.good };
  };
  const [strict, loose] = [under(0.1), under(0.11)];
  const gained = loose.good - strict.good;
  expect(gained).toBeGreaterThan(0);
  expect(changed(strict.outcomes, loose.outcomes)).toEqual({ gained, lost: 0 });
  expect(changed(loose.outcomes, strict.outcomes)).toEqual({ gained: 0, lost: gained });
  expect(changed(loose.outcomes, loose.outcomes)).toEqual({ gained: 0, lost: 0 });
});
