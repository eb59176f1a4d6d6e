/**
 * Loads a scenario from its text: YAML, overrides, the schema, and where everything stands.
 *
 * All problems of a file are told at once, each with line and column. What is found later, when
 * machine and model are known, comes back through `locate`.
 */
import { shortened } from "../printable.ts";
import { checkScenario } from "./check.ts";
import { readDocument, type Written } from "./document.ts";
import { type Change, type Overridden, override, tryChange } from "./override.ts";
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
  locate: Locate;
  /**
   * The same scenario with further values: a variant of a comparison, a point of a sweep.
   *
   * @throws ScenarioError where that is none; what a new value is to blame for stands at `from`.
   */
  vary(further: readonly FurtherChange[]): VariedScenario;
}

type Locate = (problem: Pick<Problem, "path" | "at">) => Place;

/** A change, and where it was written: a path in the file, or words for the command line. */
export interface FurtherChange extends Change {
  from: Path | string;
}

export type VariedScenario = Pick<LoadedScenario, "scenario" | "changes" | "locate">;

/** Throws a `ScenarioError` that holds everything wrong with it. */
export function loadScenario(text: string, { file, set = [] }: LoadOptions): LoadedScenario {
  const document = readDocument(text, file);
  let made: Made = { values: document.values, setters: [] };
  for (const written of set) {
    const place = besides(`--set ${shortened(written, 100)}`);
    made = after(made, override(made.values, written), place);
  }
  return {
    ...checked(document, made),
    vary(further) {
      let varied = made;
      for (const { path, value, from } of further) {
        const place = typeof from === "string" ? besides(from) : document.find(from).place;
        varied = after(varied, tryChange(varied.values, { path, value }), place);
      }
      return checked(document, varied);
    },
  };
}

/** Values as changes have made them; the latest change first. */
interface Made {
  values: unknown;
  setters: readonly (Change & { place: Place })[];
}

const besides = (label: string): Place => ({ label, line: 0, column: 0 });

function after({ setters }: Made, result: Overridden, place: Place): Made {
  if (result.problem) throw new ScenarioError([{ ...result.problem, place }]);
  return { values: result.values, setters: [{ ...result.change, place }, ...setters] };
}

function checked(document: Written, { values, setters }: Made): VariedScenario {
  const locate: Locate = ({ path, at }) => {
    const setter = setters.find((set) => startsWith(path, set.path));
    if (setter) return setter.place;
    const { place, missing } = document.find(path, at);
    // What is missing from the file, a change may have brought: a misspelt key on its way.
    const maker = missing && setters.find((set) => startsWith(set.path, missing));
    return maker ? maker.place : place;
  };
  const { scenario, problems } = checkScenario(values);
  if (!scenario) throw new ScenarioError(problems.map((it) => ({ ...it, place: locate(it) })));
  const changes = setters.map(({ path, value }) => ({ path, value })).reverse();
  return { scenario, changes, locate };
}

const startsWith = (path: Path, start: Path): boolean =>
  start.every((step, depth) => String(step) === String(path[depth]));
