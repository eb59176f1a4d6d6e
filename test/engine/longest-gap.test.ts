import fc from "fast-check";
import { expect, test } from "vitest";
import { LongestGap } from "../../sim/engine/longest-gap.ts";

test("finds the longest gap since any step, as a walk over all of them would", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(gaps, (all) => {
      const longest = new LongestGap();
      for (const [step, gap] of all.entries()) {
        longest.push(step, gap);
        for (let since = -1; since <= step; since++) {
          expect(longest.since(since)).toBe(Math.max(0, ...all.slice(since + 1, step + 1)));
        }
      }
    }),
    { numRuns: 30 },
  );
});
