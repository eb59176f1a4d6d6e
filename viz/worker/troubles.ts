/** What came in the way of an answer: problems that have their place in the scenario, or words. */
import {
  type LoadedScenario,
  type Located,
  type Problem,
  ScenarioError,
  ScenarioProblems,
  TraceError,
  WorkloadError,
} from "../../sim/index.ts";
import { filesOf } from "./scenarios.ts";

export type Trouble = { problems: readonly Located[] } | { failure: string };

/** @param loaded the scenario, where reading it went well */
export function troubleIn(error: unknown, loaded: LoadedScenario | undefined): Trouble {
  if (error instanceof ScenarioError) return { problems: error.problems };
  const problems = loaded === undefined ? [] : problemsIn(error, loaded);
  if (problems.length === 0) return { failure: inWords(error) };
  return { problems: problems.map((problem) => ({ ...problem, place: loaded!.locate(problem) })) };
}

function problemsIn(error: unknown, loaded: LoadedScenario): readonly Problem[] {
  if (error instanceof ScenarioProblems) return error.problems;
  if (error instanceof WorkloadError) return [error.problem];
  if (!(error instanceof TraceError)) return [];
  const [first, ...others] = error.message.split("\n");
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return filesOf(loaded)
    .filter(({ spec }) => spec === error.file)
    .map(({ path }) => ({ path, message: `cannot be played: ${first}${more}` }));
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : `${error}`);
