/**
 * The values of one setting that a sweep varies: as listed, or spread over a range as suits the
 * setting. Times are seconds then, whichever unit they were written in.
 */

import { type Scenario, scenarioSchema } from "../../scenario/schema.ts";
import { fieldAt, isWhole, metaOf } from "../../scenario/schema-tree.ts";
import type { Range, Values } from "../../scenario/sections/sweep.ts";
import { parseQuantity } from "../../units.ts";

/** What the schema says of a setting. */
export interface Kind {
  unit: string | null;
  /** Steps by factors rather than by differences. */
  log: boolean;
  whole: boolean;
}

/** The kind of the setting at a path; of one that the schema does not know, nothing special. */
export function kindOf(path: string, scenario: Scenario): Kind {
  const field = fieldAt(scenarioSchema, scenario, path.split("."));
  if (field === undefined) return { unit: null, log: false, whole: false };
  const { unit, log } = metaOf(field) ?? {};
  return {
    unit: typeof unit === "string" ? unit : null,
    log: log === true,
    whole: isWhole(field),
  };
}

export const valuesOf = (values: Values, kind: Kind): unknown[] =>
  Array.isArray(values) ? values.map((value) => plain(value, kind)) : spread(values, kind);

/** Seconds for a time in words, and `inf`, which JSON can say, for what is infinite. */
export function plain(value: unknown, { unit }: Pick<Kind, "unit">): unknown {
  if (value === Number.POSITIVE_INFINITY || value === ".inf") return "inf";
  if (typeof value !== "string" || unit !== "s") return value;
  return parseQuantity(value, "time") ?? value;
}

/** Figures that a value between the ends keeps, so that it can be read and typed. */
const DIGITS = 3;

function spread({ from, to, points, scale }: Range, { log, whole }: Kind): number[] {
  const byFactors = scale === undefined ? log && from > 0 : scale === "log";
  const exact = Array.from({ length: points }, (_, index) => {
    // The ends are what was written, whatever rounding does in between.
    if (index === 0) return from;
    if (index === points - 1) return to;
    const share = index / (points - 1);
    return byFactors ? from * Math.exp(share * Math.log(to / from)) : from + share * (to - from);
  });
  if (whole) return exact.map(Math.round);
  const short = exact.map((value, index) =>
    index === 0 || index === points - 1 ? value : Number(value.toPrecision(DIGITS)),
  );
  const apart = short.every((value, index) => index === 0 || value > short[index - 1]!);
  return apart ? short : exact;
}
