/**
 * Checks a scenario given as plain values: the door for files, for the page and for studies.
 */
import { problemsOf } from "./complaints.ts";
import { misplaced } from "./misplaced.ts";
import type { Problem } from "./problem.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";

export type Checked =
  | { scenario: Scenario; problems?: undefined }
  | { scenario?: undefined; problems: Problem[] };

/** A scenario with its defaults filled in, or everything that is wrong with it. */
export function checkScenario(written: unknown): Checked {
  // The empty message marks an issue that the schema has no words of its own for.
  const { data, error } = scenarioSchema.safeParse(written, {
    reportInput: true,
    jitless: true,
    error: () => "",
  });
  const problems = [
    ...problemsOf(error?.issues ?? [], scenarioSchema, written),
    ...misplaced(written),
  ];
  return data && problems.length === 0 ? { scenario: data } : { problems };
}
