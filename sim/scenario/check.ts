/**
 * Checks a scenario given as plain values: the door for files, for the page and for studies.
 */
import type { z } from "zod";
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
  const { data, problems } = checked(scenarioSchema, written, misplaced);
  return data ? { scenario: data } : { problems };
}

/** Settings of one engine by themselves, defaults filled in, or everything wrong with them. */
export function checkEngine(
  written: unknown,
): { engine: EngineSettings; problems?: undefined } | { engine?: undefined; problems: Problem[] } {
  const { data, problems } = checked(engineSchema, written, misplacedSettings);
  return data ? { engine: data } : { problems };
}

/** What a schema makes of what was written; no data where anything is wrong with it. */
function checked<T>(
  schema: z.ZodType<T>,
  written: unknown,
  misplacedIn: (written: unknown) => Problem[],
): { data?: T | undefined; problems: Problem[] } {
  // The empty message marks an issue that the schema has no words of its own for.
  const { data, error } = schema.safeParse(written, {
    reportInput: true,
    jitless: true,
    error: () => "",
  });
  const problems = [...problemsOf(error?.issues ?? [], schema, written), ...misplacedIn(written)];
  return problems.length === 0 ? { data, problems } : { problems };
}
