/**
 * Checks a scenario given as plain values: the door for files, for the page and for studies.
 */
import { problemsOf } from "./complaints.ts";
import { misplaced, misplacedSettings } from "./misplaced.ts";
import type { Problem } from "./problem.ts";
import { type EngineSettings, type Scenario, scenarioSchema } from "./schema.ts";
import { engineSchema } from "./sections/engine.ts";

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

/** Settings of one engine by themselves, defaults filled in, or everything wrong with them. */
export function checkEngine(
  written: unknown,
): { engine: EngineSettings; problems?: undefined } | { engine?: undefined; problems: Problem[] } {
  const { data, error } = engineSchema.safeParse(written, {
    reportInput: true,
    jitless: true,
    error: () => "",
  });
  const problems = [
    ...problemsOf(error?.issues ?? [], engineSchema, written),
    ...misplacedSettings(written),
  ];
  return data && problems.length === 0 ? { engine: data } : { problems };
}
