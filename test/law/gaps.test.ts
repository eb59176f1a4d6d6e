/**
 * Gaps between tokens: whoever waits, is preempted or is passed over, the gaps that are told add up
 * to the time from first tokens to last ones, to the bit.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { blind, type Probe } from "../../sim/observe/probe.ts";
import { world } from "../engine/world.ts";
import { loads, worldOf } from "../observe/loads.ts";
import { tries } from "../soak.ts";

test("gaps between tokens add up to the time in which requests decode", () => {
  fc.assert(
    fc.property(loads, fc.constantFrom("sums", "each"), (load, form) => {
      const told = { tokens: 0, seconds: 0 };
      const lived = { tokens: 0, seconds: 0 };
      const probe: Probe = {
        ...blind,
        tokensFollowed(gap, tokens) {
          told.tokens += tokens;
          told.seconds += gap * tokens;
        },
        requestFinished({ ttft, e2el, output, maxItl }) {
          lived.tokens += output - 1;
          lived.seconds += e2el - ttft;
          expect(maxItl * (output - 1)).toBeGreaterThanOrEqual(e2el - ttft);
        },
      };
      world(load.asked, { ...worldOf(load), form, probes: [probe] }).run();
      expect(told).toEqual(lived);
    }),
    { numRuns: tries(150) },
  );
});
