/**
 * Loads a scenario from its text: YAML, overrides, the schema, and where everything stands.
 *
 * All problems of a file are told at once, each with line and column. What is found later, when
 * machine and model are known, comes back through `locate`.
 */
import { shortened } from "../printable.ts";
import { checkScenario } from "./check.ts";
import { readDocument } from "./document.ts";
import { type Change, override } from "./override.ts";
import { type Path, type Place, type Problem, ScenarioError } from "./problem.ts";
import type { Scenario } from "./schema.ts";

export { type Located, type Path, type Place, type Problem, ScenarioError } from "./problem.ts";

export interface LoadOptions {
  /** Name of the file, for messages. */
  file: string;
  /** Overrides such as `cluster.pools.0.engines=2`, in order. */
  set?: readonly string[];
}

export interface LoadedScenario {
  scenario: Scenario;
  /** What the overrides changed, in order. */
  changes: readonly Change[];
  /** Where the value of a path stands, or its key. */
  locate(problem: Pick<Problem, "path" | "at">): Place;
}

/** Throws a `ScenarioError` that holds everything wrong with it. */
export function loadScenario(text: string, { file, set = [] }: LoadOptions): LoadedScenario {
  const document = readDocument(text, file);
  const overrides: { path: Path; place: Place }[] = [];
  const changes: Change[] = [];
  let { values } = document;
  for (const written of set) {
    const place = { label: `--set ${shortened(written, 100)}`, line: 0, column: 0 };
    const result = override(values, written);
    if (result.problem) throw new ScenarioError([{ ...result.problem, place }]);
    values = result.values;
    overrides.unshift({ path: result.change.path, place });
    changes.push(result.change);
  }

  const locate: LoadedScenario["locate"] = ({ path, at }) => {
    const setter = overrides.find((set) => startsWith(path, set.path));
    if (setter) return setter.place;
    const { place, missing } = document.find(path, at);
    // What is missing from the file, an override may have brought: a misspelt key on its way.
    const maker = missing && overrides.find((set) => startsWith(set.path, missing));
    return maker ? maker.place : place;
  };

  const { scenario, problems } = checkScenario(values);
  if (scenario) return { scenario, changes, locate };
  throw new ScenarioError(problems.map((problem) => ({ ...problem, place: locate(problem) })));
}

const startsWith = (path: Path, start: Path): boolean =>
  start.every((step, depth) => String(step) === String(path[depth]));
