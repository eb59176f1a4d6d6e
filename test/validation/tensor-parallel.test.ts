/** What a second GPU makes of a decode step of Llama-3.1-8B, measured and simulated. */
import { describe, expect, test } from "vitest";
import { decodeStep, stepsOf } from "./decode-steps.ts";
import { CASES, skipped } from "./measured-cases.ts";

describe.skipIf(skipped)(CASES, () => {
  test.each([
    ["h200-8b--c1", "h200-8b-tp2--c1", [1]],
    ["h200-8b--p20", "h200-8b-tp2--p20", [8, 12, 16, 24]],
  ])("%s: a step on two GPUs to one on one is within 8 %% of what it was", (one, two, batches) => {
    const [alone, group] = [stepsOf(one), stepsOf(two)];
    for (const batch of batches) {
      const ratio = (whose: "measured" | "simulated") =>
        decodeStep(group[whose], batch) / decodeStep(alone[whose], batch);
      expect(Math.abs(ratio("simulated") / ratio("measured") - 1)).toBeLessThan(0.08);
    }
  });
});
