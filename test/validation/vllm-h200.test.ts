/**
 * What the simulator says today of measured runs of vLLM 0.26 on an H200. Whoever changes the
 * physics changes these errors, and sees by how much (`vitest -u` writes the new ones).
 *
 * Kernels are foretold: their constants come from an H100's kernel tables. Host times are not:
 * the engine's profile was read off these very runs.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { validationTable } from "../../sim/study/validation/table.ts";
import {
  figures,
  spreads,
  type Validation,
  validate,
} from "../../sim/study/validation/validate.ts";
import { CASES, readCaseFile, readCases, skipped } from "./measured-cases.ts";

/** To a tenth of a percent. */
const rounded = (value: number): number => Math.round(10 * value) / 10;

describe.skipIf(skipped)(CASES, () => {
  let validation: Validation;
  beforeAll(() => {
    validation = validate(readCases(), readCaseFile);
  });

  test("errors, steps and preemptions are the committed ones", async () => {
    const { runs, leftOut } = validation;
    const now = {
      errors_percent: Object.fromEntries(
        runs.map(({ id, errors, ...counts }) => [
          id,
          {
            ...Object.fromEntries(figures.map((figure) => [figure, rounded(errors[figure])])),
            ...counts,
          },
        ]),
      ),
      left_out: Object.fromEntries(leftOut.map(({ id, reason }) => [id, reason])),
    };
    await expect(`${JSON.stringify(now, null, 2)}\n`).toMatchFileSnapshot("./vllm-h200.json");
  });

  test("half of the runs are within 5 % in TPOT and E2E, 2 % in output, 15 % in TTFT", () => {
    const { tpot_mean, e2e_mean, output_tok_per_s, ttft_mean } = spreads(validation.runs);
    expect(tpot_mean.median).toBeLessThan(5);
    expect(e2e_mean.median).toBeLessThan(5);
    expect(output_tok_per_s.median).toBeLessThan(2);
    expect(ttft_mean.median).toBeLessThan(15);
  });

  test("where the cache is tight, about as many requests lose it", () => {
    const tight = validation.runs.find(({ id }) => id === "h200-8b-tight--c64")!;
    expect(Math.abs(tight.preemptions.simulated - tight.preemptions.measured)).toBeLessThan(15);
  });

  test("the memory plan is within 1 % of the KV blocks that the engine found", () => {
    const off = validation.runs.map(({ blocks }) =>
      blocks === undefined ? 0 : Math.abs(blocks.simulated / blocks.measured - 1),
    );
    expect(Math.max(...off)).toBeLessThan(0.01);
  });

  test("the table has a line for each run, whether it is judged or left out", () => {
    const table = validationTable(validation);
    for (const { id } of readCases()) expect(table).toContain(id);
  });

  test("README shows the table as it is now", () => {
    const readme = readFileSync("README.md", "utf8");
    expect(readme.includes(validationTable(validation).trim())).toBe(true);
  });
});
