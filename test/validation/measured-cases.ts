/** The measured runs of vLLM 0.26 on H200, where they are at hand. */
import { readFileSync } from "node:fs";
import { findData } from "../../sim/cli/files/data.ts";
import type { MeasuredCase } from "../../sim/study/validation/measured-run.ts";

export const CASES = "e2e_cases/vllm_026_h200_dev.json";

/** Under CI they must be at hand: reading them fails there, instead of being skipped. */
export const skipped = findData(CASES) === undefined && process.env.CI !== "true";

const read = (path: string): string => {
  const found = findData(path);
  if (found === undefined) throw new Error(`${path} was not found: set ROOFLIGHT_DATA`);
  return readFileSync(found, "utf8");
};

export const readCases = (): MeasuredCase[] => JSON.parse(read(CASES)).cases as MeasuredCase[];

/** The text of a CSV that a case names. */
export const readCaseFile = (name: string): string => read(`e2e_cases/${name}`);
