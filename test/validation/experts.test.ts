/** What a decode step of Qwen3-30B-A3B takes by the experts it touches, measured and simulated. */
import { describe, expect, test } from "vitest";
import { decodeStep, stepsOf } from "./decode-steps.ts";
import { CASES, skipped } from "./measured-cases.ts";

describe.skipIf(skipped)(CASES, () => {
  const errorsOf = (id: string, batches: readonly number[]): number[] => {
    const { measured, simulated } = stepsOf(id);
    return batches.map((batch) =>
      Math.abs(decodeStep(simulated, batch) / decodeStep(measured, batch) - 1),
    );
  };

  // Kernels are those of aiconfigurator's table of an H200: nothing is fitted to these runs.
  test.each([
    ["h200-moe--c1", [1]],
    ["h200-moe--c16", [16]],
    ["h200-moe--p12", [2, 4, 6, 24, 32, 40, 64, 76]],
  ])("%s: a decode step is within 7 %% of what it was", (id, batches) => {
    expect(Math.max(...errorsOf(id, batches))).toBeLessThan(0.07);
  });

  test("of 9 to 12 requests, which pad to 16, it is within 12 %: not all that pad choose anew", () => {
    expect(Math.max(...errorsOf("h200-moe--p12", [9, 11, 12]))).toBeLessThan(0.12);
  });
});
