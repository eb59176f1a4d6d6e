/** How many values of the scenario differ from those that it was opened with. */
import type { Path } from "../../sim/index.ts";
import type { State } from "../state.ts";
import { mapping, valueAt } from "./values.ts";
import { readYaml } from "./yaml-text.ts";

/** Undefined where the scenario is no YAML. */
export function changesIn({ text, opened }: Pick<State, "text" | "opened">): number | undefined {
  const [now, before] = [readYaml(text), readYaml(opened)];
  return now && changesBetween(now.values, before?.values);
}

export function changesBetween(values: unknown, opened: unknown): number {
  const paths = new Set([...leaves(values), ...leaves(opened)].map((path) => JSON.stringify(path)));
  const differs = (path: Path): boolean => valueAt(values, path) !== valueAt(opened, path);
  return [...paths].filter((path) => differs(JSON.parse(path))).length;
}

function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(mapping(value));
  return entries.flatMap(([key, held]) => leaves(held, [...path, key]));
}
