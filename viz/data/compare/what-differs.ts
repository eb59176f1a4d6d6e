/** What differs between scenarios: every setting in which not all are the same, with its values. */
import type { RunRecord } from "../../../sim/index.ts";

export interface Setting {
  /** Where it stands: `cluster.pools.0.engines`. */
  path: string;
  /** By scenario, as they are written; undefined where there is no such setting. */
  values: (string | undefined)[];
}

/** What names and describes, and what other studies are asked of the same file. */
const ASIDE: readonly string[] = ["name", "description", "variants", "sweep", "plan"];

/** Undefined where one of them is a table, which does not say how it was made. */
export function whatDiffers(records: readonly RunRecord[]): Setting[] | undefined {
  if (records.some(({ scenario }) => scenario === null)) return undefined;
  const all = records.map(({ scenario }) => new Map(leaves(scenario)));
  const paths = new Set(all.flatMap((each) => [...each.keys()]));
  return [...paths]
    .map((path) => ({ path, values: all.map((each) => each.get(path)) }))
    .filter(({ path, values }) => !isAside(path) && new Set(values).size > 1);
}

const isAside = (path: string): boolean => ASIDE.includes(path.replace(/\..*/s, ""));

function leaves(value: unknown, path = ""): [path: string, value: string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, held]) =>
    held === undefined ? [] : leaves(held, path === "" ? key : `${path}.${key}`),
  );
}
