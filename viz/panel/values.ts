/** Plain values, as a scenario's YAML holds them, and paths into them. */
import type { Path } from "../../sim/index.ts";

/** What stands at a path; undefined where nothing does. */
export const valueAt = (values: unknown, path: Path): unknown =>
  path.reduce<unknown>(entry, values);

/** What stands under a key or a position. */
export const entry = (values: unknown, key: string | number): unknown =>
  typeof values === "object" && values !== null && Object.hasOwn(values, key)
    ? (values as Record<string | number, unknown>)[key]
    : undefined;

/** A mapping of keys to values; an empty one for anything else. */
export const mapping = (value: unknown): Readonly<Record<string, unknown>> =>
  isMapping(value) ? value : {};

export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same values with another one at a path; mappings on its way are made. */
export function set(values: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const below = set(entry(values, step), rest, value);
  if (Array.isArray(values)) return values.map((old, index) => (index === step ? below : old));
  return { ...mapping(values), [step]: below };
}

/** The same values without the one at a path, nor the mappings that held nothing else. */
export function unset(values: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined || entry(values, step) === undefined) return values;
  const below = rest.length > 0 ? unset(entry(values, step), rest) : undefined;
  if (Array.isArray(values)) return values.map((old, index) => (index === step ? below : old));
  if (below !== undefined && !isEmpty(below)) return { ...mapping(values), [step]: below };
  return Object.fromEntries(Object.entries(mapping(values)).filter(([key]) => key !== step));
}

export const isEmpty = (value: unknown): boolean =>
  isMapping(value) && Object.keys(value).length === 0;

/** Whether two values are the same, keys in the same order. */
export const same = (a: unknown, b: unknown): boolean => a === b || written(a) === written(b);

const written = (value: unknown): string | undefined =>
  JSON.stringify(value, (_key, held) =>
    typeof held === "number" && !Number.isFinite(held) ? `number ${held}` : held,
  );
