/** What a decode step of Qwen3-30B-A3B takes by the experts it touches, measured and simulated. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeStep, type Steps, stepsOf } from "./decode-steps.ts";
import { CASES, skipped } from "./measured-cases.ts";

describe.skipIf(skipped)(CASES, () => {
  const stepsBy = new Map<string, Steps>();
  /** Milliseconds of a decode step, measured and simulated. */
  const both = (id: string, batch: number): { measured: number; simulated: number } => {
    const steps = stepsBy.get(id) ?? stepsOf(id);
    stepsBy.set(id, steps);
    const { measured, simulated } = steps;
    return {
      measured: 1000 * decodeStep(measured, batch),
      simulated: 1000 * decodeStep(simulated, batch),
    };
  };
  const errorOf = (id: string, batch: number): number => {
    const { measured, simulated } = both(id, batch);
    return Math.abs(simulated / measured - 1);
  };
  const judged = [1, 2, 4, 6, 16, 24, 32, 40, 64, 76].map((batch) => {
    const alone = { 1: "h200-moe--c1", 16: "h200-moe--c16" }[batch];
    return [alone ?? "h200-moe--p12", batch] as const;
  });

  // Kernels are those of aiconfigurator's table of an H200: nothing is fitted to these runs.
  test.each(judged)("%s: a decode step of %i is within 7 %% of what it was", (id, batch) => {
    expect(errorOf(id, batch)).toBeLessThan(0.07);
  });

  test("of 9 to 12 requests within 12 %: not all that pad them to 16 choose anew", () => {
    for (const batch of [9, 11, 12]) expect(errorOf("h200-moe--p12", batch)).toBeLessThan(0.12);
  });

  test("README shows them as they are now", () => {
    const line = (name: string, cells: readonly string[]) => `| ${[name, ...cells].join(" | ")} |`;
    const times = judged.map(([id, batch]) => both(id, batch));
    const table = [
      line(
        "Requests",
        judged.map(([, batch]) => `${batch}`),
      ),
      line(
        "---",
        judged.map(() => "---:"),
      ),
      line(
        "measured",
        times.map(({ measured }) => measured.toFixed(2)),
      ),
      line(
        "simulated",
        times.map(({ simulated }) => simulated.toFixed(2)),
      ),
    ].join("\n");
    expect(readFileSync("README.md", "utf8")).toContain(table);
  });
});
