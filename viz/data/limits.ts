/** Limits: what a latency is held against. Classes of requests may have their own. */
import type { RunRecord, Seconds } from "../../sim/index.ts";
import type { Measure } from "./distribution.ts";

export interface Limit {
  value: Seconds;
  /** Classes that it is for; undefined where it is for all requests. */
  classes: readonly string[] | undefined;
}

/** Each limit once, ascending; none for a table, which does not say what was asked of it. */
export function limitsOf({ scenario }: RunRecord, measure: Measure | "itl"): Limit[] {
  const common = scenario?.slo;
  const classes = scenario?.workload.classes;
  if (classes === undefined)
    return common?.[measure] === undefined ? [] : [{ value: common[measure], classes: undefined }];
  const byValue = new Map<Seconds, string[]>();
  for (const { name, slo = common } of classes) {
    const value = slo?.[measure];
    if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), name]);
  }
  return [...byValue]
    .sort(([a], [b]) => a - b)
    .map(([value, names]) => ({
      value,
      classes: names.length === classes.length ? undefined : names,
    }));
}
