/** Decode steps of measured runs, and of their replays. */
import { expect } from "vitest";
import { quantile } from "../../sim/kernel/quantiles.ts";
import { askedIn, numbersIn } from "../../sim/study/validation/measured-run.ts";
import { replayMeasured } from "../../sim/study/validation/validate.ts";
import { readCaseFile, readCases } from "./measured-cases.ts";

/** A step: when its output came, and what it computed. */
interface Row {
  end: number;
  decodes: number;
  prefillTokens: number;
}

/** The steps of one case. */
export interface Steps {
  measured: readonly Row[];
  simulated: readonly Row[];
}

export function stepsOf(id: string): Steps {
  const run = readCases().find((each) => each.id === id)!;
  const asked = askedIn(readCaseFile(run.workload.requests_csv));
  const measured = numbersIn(readCaseFile(run.workload.steps_csv)).map((row) => ({
    end: row.output_s!,
    decodes: row.decode_requests!,
    prefillTokens: row.prefill_tokens!,
  }));
  return { measured, simulated: replayMeasured(run, asked).replayed.steps as readonly Row[] };
}

/** Median seconds from step to step of decodes alone, by batches around `batch`. */
export function decodeStep(rows: readonly Row[], batch: number): number {
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
