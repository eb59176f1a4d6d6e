/** What a second GPU makes of a decode step of Llama-3.1-8B, measured and simulated. */
import { describe, expect, test } from "vitest";
import { quantile } from "../../sim/kernel/quantiles.ts";
import { askedIn, numbersIn } from "../../sim/study/validation/measured-run.ts";
import { replayMeasured } from "../../sim/study/validation/validate.ts";
import { CASES, readCaseFile, readCases, skipped } from "./measured-cases.ts";

interface Row {
  end: number;
  decodes: number;
  prefillTokens: number;
}

/** Median seconds from step to step of decodes alone, by batches around `batch`. */
function decodeStep(rows: readonly Row[], batch: number): number {
  const alone = (row: Row | undefined): boolean =>
    row?.prefillTokens === 0 && Math.abs(row.decodes - batch) <= batch / 8;
  const gaps = rows.flatMap((row, index) =>
    // The step after a prompt may have waited for its launch.
    alone(row) && alone(rows[index - 1]) && alone(rows[index - 2])
      ? [row.end - rows[index - 1]!.end]
      : [],
  );
  expect(gaps.length).toBeGreaterThan(20);
  return quantile(Float64Array.from(gaps).sort(), 0.5);
}

describe.skipIf(skipped)(CASES, () => {
  const rowsOf = (id: string) => {
    const run = readCases().find((each) => each.id === id)!;
    const asked = askedIn(readCaseFile(run.workload.requests_csv));
    const measured = numbersIn(readCaseFile(run.workload.steps_csv)).map((row) => ({
      end: row.output_s!,
      decodes: row.decode_requests!,
      prefillTokens: row.prefill_tokens!,
    }));
    return { measured, simulated: replayMeasured(run, asked).replayed.steps as readonly Row[] };
  };

  test.each([
    ["h200-8b--c1", "h200-8b-tp2--c1", [1]],
    ["h200-8b--p20", "h200-8b-tp2--p20", [8, 12, 16, 24]],
  ])("%s: a step on two GPUs to one on one is within 8 %% of what it was", (one, two, batches) => {
    const [alone, group] = [rowsOf(one), rowsOf(two)];
    for (const batch of batches) {
      const ratio = (whose: "measured" | "simulated") =>
        decodeStep(group[whose], batch) / decodeStep(alone[whose], batch);
      expect(Math.abs(ratio("simulated") / ratio("measured") - 1)).toBeLessThan(0.08);
    }
  });
});
