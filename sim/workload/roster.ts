/**
 * The roster: every class and tenant of a workload, from the scenario and from its trace.
 */
import type { ClassSpec } from "./class-spec.ts";
import type { NameColumn } from "./name-column.ts";
import { DEFAULT_CLASS, type RequestClass, type Tenant } from "./request-class.ts";
import type { WorkloadSpec } from "./spec.ts";
import type { Trace } from "./trace.ts";
import { WorkloadError } from "./workload-error.ts";

/** A class, with what the scenario says of it and its place there. */
export interface Enrolled {
  class: RequestClass;
  /** Undefined where the trace alone names it. */
  spec: ClassSpec | undefined;
  /** From the root of the scenario. */
  path: readonly (string | number)[];
}

/** The classes that the scenario names, then those that only the trace does. */
export function enrol({ classes: specs = [], arrivals }: WorkloadSpec, trace?: Trace): Enrolled[] {
  const named = specs.map((spec, at) => enrolled(at, spec.name, spec));
  if (trace === undefined || arrivals?.process !== "trace") return named;
  const column = columnThatCounts(trace, specs);
  check(named, { file: arrivals.file, column });
  if (column === undefined) return named;
  const known = new Set(specs.map(({ name }) => name));
  const others = namesIn(column).filter((name) => !known.has(name));
  return [...named, ...others.map((name, at) => enrolled(named.length + at, name))];
}

const enrolled = (index: number, name: string, spec?: ClassSpec): Enrolled => ({
  class: { index, name, priority: spec?.priority, tenant: spec?.tenant, slo: spec?.slo },
  spec,
  path: ["workload", "classes", index],
});

/** Where all rows are of the class `default`, as in our own files, nobody speaks of classes. */
const columnThatCounts = (trace: Trace, specs: readonly ClassSpec[]): NameColumn | undefined =>
  specs.some(isOfTrace) || trace.class?.names.some((name) => name !== DEFAULT_CLASS.name)
    ? trace.class
    : undefined;

/** Whether its requests are those rows of the trace that bear its name. */
export const isOfTrace = ({ share, arrivals }: ClassSpec): boolean =>
  share === undefined && arrivals === undefined;

/** The name of each row, `default` where it has none. */
export const nameOf = ({ names, index }: NameColumn, row: number): string =>
  names[index[row]!] ?? DEFAULT_CLASS.name;

/** The names of all rows, each once. */
function namesIn(column: NameColumn): string[] {
  const seen = new Set<number>(column.index);
  const names = column.names.filter((_, place) => seen.has(place));
  return [...new Set(seen.has(-1) ? [...names, DEFAULT_CLASS.name] : names)];
}

/** Holds what the scenario says of classes against what the trace does. */
function check(
  named: readonly Enrolled[],
  { file, column }: { file: string; column: NameColumn | undefined },
): void {
  const inTrace = column === undefined ? [] : [...new Set([...column.names, ...namesIn(column)])];
  for (const { class: it, spec, path } of named) {
    const value = it.name;
    if (column !== undefined && spec!.share !== undefined)
      throw new WorkloadError(
        [...path, "share"],
        `stands beside the column class of ${file}, which says whose each request is: keep one`,
      );
    if (spec!.arrivals !== undefined && inTrace.includes(value))
      throw new WorkloadError(
        [...path, "arrivals"],
        `are the class's own, and ${file} has requests of class ${JSON.stringify(value)} too`,
      );
    if (!isOfTrace(spec!)) continue;
    if (column === undefined)
      throw new WorkloadError(
        path,
        `has neither a share nor arrivals of its own, and ${file} has no column class`,
      );
    if (!inTrace.includes(value)) {
      const known = inTrace.slice(0, 10).join(", ");
      const more = inTrace.length > 10 ? ` and ${inTrace.length - 10} more` : "";
      const message = `is no class of ${file}: it has ${known}${more}`;
      throw new WorkloadError([...path, "name"], message, { value, choices: inTrace });
    }
  }
}

/** Tenants by name, each one object. */
export class Tenants {
  readonly #byName = new Map<string, Tenant>();

  get all(): readonly Tenant[] {
    return [...this.#byName.values()];
  }

  named(name: string): Tenant {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const tenant = { index: this.#byName.size, name };
    this.#byName.set(name, tenant);
    return tenant;
  }
}
