/** Decode steps of measured runs, and of their replays. */
import { expect } from "vitest";
import { quantile } from "../../sim/kernel/quantiles.ts";
import { askedIn, numbersIn } from "../../sim/study/validation/measured-run.ts";
import { replayMeasured } from "../../sim/study/validation/validate.ts";
import { readCaseFile, readCases } from "./measured-cases.ts";

/** A step: when its output came, and what it computed. */
export interface Row {
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

/** Whether a step and those `before` it are of decodes alone. */
export const isOfDecodes = (rows: readonly Row[], index: number, before: number): boolean =>
  index >= before &&
  rows.slice(index - before, index + 1).every(({ prefillTokens }) => prefillTokens === 0);

/**
 * Median seconds from step to step of decodes alone, by batches around `batch`: those of so many
 * steps in a row, since the step after a prompt may have waited for its launch.
 */
export function decodeStep(rows: readonly Row[], batch: number, inARow = 3): number {
  const alike = ({ decodes }: Row): boolean => Math.abs(decodes - batch) <= batch / 8;
  const gaps = rows.flatMap(({ end }, index) =>
    isOfDecodes(rows, index, inARow - 1) && rows.slice(index - inARow + 1, index + 1).every(alike)
      ? [end - rows[index - 1]!.end]
      : [],
  );
  expect(gaps.length).toBeGreaterThan(20);
  return quantile(Float64Array.from(gaps).sort(), 0.5);
}
