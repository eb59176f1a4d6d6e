/** What two stages make of the steps of Llama-3.1-8B, measured and simulated. */
import { describe, expect, test } from "vitest";
import { decodeStep, isOfDecodes, type Row, stepsOf } from "./decode-steps.ts";
import { CASES, skipped } from "./measured-cases.ts";

/** Of steps of decodes, the share with as many requests as one some steps before, or one less. */
function likeBefore(rows: readonly Row[], steps: number): number {
  const compared = rows.flatMap(({ decodes }, index) => {
    if (!isOfDecodes(rows, index, 3)) return [];
    const gone = rows[index - steps]!.decodes - decodes;
    return [gone === 0 || gone === 1];
  });
  expect(compared.length).toBeGreaterThan(2000);
  return compared.filter(Boolean).length / compared.length;
}

describe.skipIf(skipped)(CASES, () => {
  test.each([
    ["h200-8b--c1", "h200-8b-pp2--c1", [1]],
    ["h200-8b--p20", "h200-8b-pp2--p20", [16, 20, 24, 28]],
  ])(
    "%s: a step in two stages to one in one is within 8 %% of what it was",
    (one, two, batches) => {
      const [alone, stages] = [stepsOf(one), stepsOf(two)];
      for (const batch of batches) {
        // A step follows one of the other group.
        const ratio = (whose: "measured" | "simulated") =>
          decodeStep(stages[whose], batch, 5) / decodeStep(alone[whose], batch);
        expect(Math.abs(ratio("simulated") / ratio("measured") - 1)).toBeLessThan(0.08);
      }
    },
  );

  test("two groups of requests take turns, and are uneven, as they were recorded to be", () => {
    const { measured, simulated } = stepsOf("h200-8b-pp2--p20");
    for (const rows of [measured, simulated]) {
      expect(likeBefore(rows, 2)).toBeGreaterThan(0.99);
      expect(likeBefore(rows, 1)).toBeLessThan(0.3);
    }
  });
});
