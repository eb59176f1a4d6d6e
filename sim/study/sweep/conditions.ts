/** Conditions on the settings of a point: those that fulfil them are left out of a sweep. */
import type { Problem } from "../../scenario/problem.ts";
import type { Condition } from "../../scenario/sections/sweep.ts";
import { parseQuantity } from "../../units.ts";

/** Values of varied settings by their paths. */
export type Settings = Readonly<Record<string, unknown>>;

export type ByPath = Readonly<Record<string, Condition>>;

/** Whether the settings fulfil all conditions of any entry. */
export const isSkipped = (settings: Settings, entries: readonly ByPath[]): boolean =>
  entries.some((entry) =>
    Object.entries(entry).every(([path, condition]) => holds(condition, settings[path], settings)),
  );

function holds(condition: Condition, value: unknown, settings: Settings): boolean {
  if (typeof condition !== "object" || condition === null) return isEqual(value, condition);
  if (Array.isArray(condition)) return condition.some((one) => isEqual(value, one));
  const { not, ...bounds } = condition;
  if (not !== undefined && holds(not, value, settings)) return false;
  return Object.entries(bounds).every(([bound, limit]) => {
    const [left, right] = [numberIn(value), limitIn(limit, settings)];
    return left !== undefined && right !== undefined && within[bound as Bound](left, right);
  });
}

type Bound = "above" | "at_least" | "below" | "at_most";

const within: Record<Bound, (value: number, limit: number) => boolean> = {
  above: (value, limit) => value > limit,
  at_least: (value, limit) => value >= limit,
  below: (value, limit) => value < limit,
  at_most: (value, limit) => value <= limit,
};

/** Equal as written, or the same number: `1 s` is 1000 ms, and `inf` is infinity. */
function isEqual(value: unknown, other: unknown): boolean {
  const number = numberIn(value);
  return value === other || (number !== undefined && number === numberIn(other));
}

/** A limit: a number, or the value of another setting where it is the path of one. */
const limitIn = (limit: string | number, settings: Settings): number | undefined =>
  numberIn(Object.hasOwn(settings, limit) ? settings[limit] : limit);

function numberIn(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  return value === "inf" ? Number.POSITIVE_INFINITY : parseQuantity(value, "time");
}

/** Conditions on what is not varied, and limits that no number can be told for. */
export function problemsIn(entries: readonly ByPath[], varied: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  for (const [at, entry] of entries.entries()) {
    for (const [path, condition] of Object.entries(entry)) {
      const place = ["sweep", "skip", at, path];
      if (!varied.includes(path))
        problems.push({ path: place, message: `is not varied; what is: ${varied.join(", ")}` });
      if (typeof condition !== "object" || condition === null || Array.isArray(condition)) continue;
      const { not: _, ...bounds } = condition;
      for (const [bound, limit] of Object.entries(bounds)) {
        if (varied.includes(`${limit}`) || numberIn(limit) !== undefined) continue;
        const message = "is neither a number, nor a time, nor the path of a varied setting";
        problems.push({ path: [...place, bound], value: limit, message });
      }
    }
  }
  return problems;
}
