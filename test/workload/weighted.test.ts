import { expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import { createWeighted } from "../../sim/workload/weighted.ts";

/** A stream whose next uniform is this. */
const drawing = (uniform: number) => ({
  ...createRandom(1).stream("any"),
  uniform: () => uniform,
});

test.each([
  [0, 1],
  [0.249, 1],
  [0.25, 3],
  [1 - 2 ** -53, 3],
])("weights 0, 1, 0, 3 at a draw of %d choose number %d", (uniform, chosen) => {
  expect(createWeighted([0, 1, 0, 3]).draw(drawing(uniform))).toBe(chosen);
});

test("weights that sum to nothing are refused", () => {
  expect(() => createWeighted([0, 0])).toThrow("2 weights sum to 0");
});
