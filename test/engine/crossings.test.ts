import fc from "fast-check";
import { expect, test } from "vitest";
import { type Advancing, Crossings } from "../../sim/engine/batch/crossings.ts";

test("who has 3 tokens at tick 10 crosses at 5 tokens, and every 4 from there on", () => {
  const crossings = new Crossings({ first: 5, every: 4 });
  crossings.enter({ tokens: 3, tick: 10 });
  const crossing = [11, 12, 13, 14, 15, 16, 17].map((tick) => crossings.advance(tick));
  expect(crossing).toEqual([0, 1, 0, 0, 0, 1, 0]);
  crossings.leave({ tokens: 10, tick: 17 });
  expect([18, 19, 20, 21].map((tick) => crossings.advance(tick))).toEqual([0, 0, 0, 0]);
});

const requests = fc.array(
  fc.record({
    tokens: fc.integer({ min: 1, max: 500 }),
    from: fc.integer({ min: 0, max: 200 }),
    ticks: fc.integer({ min: 1, max: 400 }),
  }),
  { maxLength: 20 },
);

test("as many cross at a tick as do when each is asked", () => {
  const rule = fc.record({
    first: fc.integer({ min: 1, max: 300 }),
    every: fc.integer({ min: 1, max: 150 }),
  });
  fc.assert(
    fc.property(rule, requests, ({ first, every }, asked) => {
      const crossings = new Crossings({ first, every });
      const crosses = (tokens: number) => tokens >= first && (tokens - first) % every === 0;
      const there = new Set<Advancing>();
      for (let tick = 0; tick < 620; tick++) {
        if (tick > 0) {
          let expected = 0;
          for (const request of there) {
            request.tokens += 1;
            request.tick = tick;
            if (crosses(request.tokens)) expected += 1;
          }
          expect(crossings.advance(tick)).toBe(expected);
        }
        for (const request of asked) {
          if (request.from !== tick) continue;
          const advancing = { tokens: request.tokens, tick };
          crossings.enter(advancing);
          there.add(advancing);
          Object.assign(advancing, { until: tick + request.ticks });
        }
        for (const request of there) {
          if ((request as Advancing & { until: number }).until !== tick) continue;
          crossings.leave(request);
          there.delete(request);
        }
      }
    }),
    { numRuns: 50 },
  );
});
