/**
 * Overrides: `--set cluster.pools.0.engines=2` changes one value of a scenario by its path.
 */
import type { Path, Problem } from "./problem.ts";
import { entry } from "./schema-tree.ts";
import { readYaml } from "./yaml-text.ts";

/** Another value at a path. */
export interface Change {
  path: Path;
  value: unknown;
}

export type Overridden =
  | { values: unknown; change: Change; problem?: undefined }
  | { problem: Problem };

/** The values with `path=value` in force, where the value is YAML; or why that cannot be. */
export function override(values: unknown, written: string): Overridden {
  const equals = written.indexOf("=");
  const path = written.slice(0, Math.max(0, equals)).trim().split(".");
  if (path.includes("")) {
    const message = "is not of the form path=value, such as cluster.pools.0.engines=2";
    return { problem: { path: [], message } };
  }
  const read = readYaml(written.slice(equals + 1));
  if ("faults" in read) {
    const [[, fault] = []] = read.faults;
    return { problem: { path, message: `its value is not YAML: ${fault}` } };
  }
  return tryChange(values, { path, value: read.values });
}

/** The values after a change, or what stands in its way. */
export function tryChange(values: unknown, change: Change): Overridden {
  const problem = obstacle(values, change.path);
  return problem ? { problem } : { change, values: changed(values, change) };
}

/** What stands in the way of a path: a list without that entry, a value that holds no keys. */
function obstacle(values: unknown, path: Path): Problem | undefined {
  let tree = values;
  for (const [depth, step] of path.entries()) {
    const here = path.slice(0, depth);
    if (Array.isArray(tree) && !Object.keys(tree).includes(String(step)))
      return { path: here, message: `has no entry ${step}: it has ${tree.length}, from 0` };
    if (typeof tree !== "object" && tree !== undefined)
      return { path: here, value: tree, message: `holds no keys, so no ${step}` };
    tree = entry(tree, step);
  }
  return undefined;
}

/** The same values with another one at a path. What was given stays as it is. */
export function changed(values: unknown, { path, value }: Change): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const replaced = changed(entry(values, step), { path: rest, value });
  if (!Array.isArray(values)) return { ...(values as object | null | undefined), [step]: replaced };
  return values.map((old, index) => (index === Number(step) ? replaced : old));
}
