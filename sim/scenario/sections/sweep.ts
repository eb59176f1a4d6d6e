/**
 * The sweep's section: which values a sweep tries in the place of the scenario's own, and how
 * often.
 *
 * A single run passes it by. Values are listed or spread over a range, under the path of what they
 * replace.
 */
import { z } from "zod";
import { parseQuantity } from "../../units.ts";
import { count, refuse } from "../fields.ts";
import { pathComplaint } from "./setting-path.ts";

/** Values of a range that says no number of them. */
const POINTS = 5;
const MOST_POINTS = 1000;

/** Sections of a scenario that a sweep may change; its name changes nothing. */
const sections = ["seed", "workload", "cluster", "slo"];

const NO_NUMBER = "is neither a number nor a time such as 50 ms";

/** A number, or a time as text; a number once read. */
const bound = (description: string, forward = false) =>
  z
    .union([z.number(), z.string()], { error: NO_NUMBER })
    .transform((written, context) => {
      const value = typeof written === "number" ? written : parseQuantity(written, "time");
      if (value === undefined) refuse(context, [], NO_NUMBER, written);
      return value ?? z.NEVER;
    })
    .meta({ description, usual: forward ? [10, 1000] : [1, 100] });

const rangeSchema = z
  .strictObject({
    from: bound("The first value."),
    to: bound("The last value.", true),
    points: count("How many values, both ends included.", {
      usual: [2, 20],
      min: 2,
      max: MOST_POINTS,
    }).default(POINTS),
    scale: z
      .enum(["linear", "log"])
      .meta({
        description: "Equal differences or equal factors; by itself what suits the setting.",
      })
      .exactOptional(),
  })
  .superRefine((range, context) => {
    const message = rangeComplaint(range);
    if (message) refuse(context, [], message);
  })
  .meta({ description: "Values spread evenly from one to another." });

/** Equally spaced values; whole numbers where the setting is one. */
export type Range = z.output<typeof rangeSchema>;

function rangeComplaint({ from, to, scale }: Range): string | undefined {
  if (from >= to) return `is empty: it must go up, not from ${from} to ${to}`;
  if (scale === "log" && from <= 0) return `has no equal factors: ${from} is not above 0`;
  return undefined;
}

const written = /^\s*(\S.*?)\s*\.\.\s*(.*?\S)\s*(?:\/\s*(\d+)\s*)?$/;

/** Reads `10..80`, `10..80/8` or `1 s..1 min`; a text is what is wrong with it. */
export function readRange(text: string): Range | string {
  const match = written.exec(text);
  if (!match) return "is no range such as 10..80, or 10..80/8 for eight values";
  const [from, to] = [match[1]!, match[2]!].map((end) => parseQuantity(end, "time"));
  if (from === undefined || to === undefined) return `has an end that ${NO_NUMBER}`;
  const points = match[3] === undefined ? POINTS : Number(match[3]);
  if (points < 2 || points > MOST_POINTS) return `has ${points} values, not 2 to ${MOST_POINTS}`;
  const range = { from, to, points };
  return rangeComplaint(range) ?? range;
}

const rangeText = z.string().transform((text, context) => {
  const range = readRange(text);
  if (typeof range !== "string") return range;
  refuse(context, [], range, text);
  return z.NEVER;
});

const list = z.array(z.unknown()).min(1);

const isScalar = (input: unknown): boolean => typeof input !== "object" || input === null;

const values = z
  .union([list, rangeSchema, rangeText], {
    error: ({ input }) =>
      isScalar(input) && typeof input !== "string"
        ? "is neither a list of values nor a range such as 10..80"
        : undefined,
  })
  .meta({ description: "A list, or a range: 10..80, 10..80/8 or { from, to, points, scale }." });

/** What stands in the place of a setting: values, or a range of them. */
export type Values = z.output<typeof values>;

const valuesByPath = (description: string) =>
  z.record(z.string(), values).superRefine(checkPaths).meta({ description });

/** YAML's `.inf` arrives as Infinity. */
const scalar = z.preprocess(
  (written) => (written === Number.POSITIVE_INFINITY ? "inf" : written),
  z.union([z.string(), z.number(), z.boolean(), z.null()], { error: "is no single value" }),
);

const limit = (description: string) =>
  z
    .union([z.number(), z.string()], { error: "is no number, time or path of another setting" })
    .meta({ description, usual: [1, 100] })
    .exactOptional();

const condition = z
  .union([
    z.strictObject({
      above: limit("True above this number, time or varied setting."),
      at_least: limit("True from it on."),
      below: limit("True below it."),
      at_most: limit("True up to it."),
      not: z
        .union([z.array(scalar).min(1), scalar])
        .meta({ description: "True of any value but this one, or these." })
        .exactOptional(),
    }),
    z.array(scalar).min(1),
    scalar,
  ])
  .meta({ description: "A value, a list of values, or bounds; all bounds must hold." });

/** When a setting fulfils a condition. */
export type Condition = z.output<typeof condition>;

export const sweepSchema = z
  .strictObject({
    grid: valuesByPath("Settings by path; every value goes with every value of the others.")
      .superRefine(checkDistinct)
      .exactOptional(),
    zip: z
      .array(valuesByPath("Settings by path; the first values go together, then the second ones."))
      .meta({ description: "Groups of settings that change together, each as one of the grid." })
      .exactOptional(),
    skip: z
      .array(
        z
          .record(z.string(), condition)
          .superRefine(checkPaths)
          .meta({ description: "Conditions on varied settings, all of which must hold." }),
      )
      .meta({ description: "Which points are left out: those of which any entry is true." })
      .exactOptional(),
    replications: count("Runs of each point, each with a seed of its own.", {
      unit: "runs",
      usual: [1, 20],
      max: 1000,
    }).default(1),
  })
  .superRefine(({ grid = {}, zip = [] }, context) => {
    const seen = new Set(Object.keys(grid));
    for (const [at, group] of zip.entries()) {
      for (const path of Object.keys(group)) {
        if (seen.has(path)) refuse(context, ["zip", at, path], "is varied twice");
        seen.add(path);
      }
      const lengths = Object.values(group).map(lengthOf);
      if (lengths.length === 0) refuse(context, ["zip", at], "varies nothing");
      if (lengths.some((length) => length !== lengths[0]))
        refuse(context, ["zip", at], `has lists of unequal lengths: ${lengths.join(", ")}`);
    }
  })
  .meta({ description: "What `rooflight sweep` varies; a single run passes it by." });

export type SweepSpec = z.output<typeof sweepSchema>;

const lengthOf = (values: Values): number =>
  Array.isArray(values) ? values.length : values.points;

function checkDistinct(grid: Readonly<Record<string, Values>>, context: z.RefinementCtx): void {
  for (const [path, values] of Object.entries(grid)) {
    if (!Array.isArray(values)) continue;
    const at = repeated(values);
    if (at !== undefined) refuse(context, [path, at], "is listed twice", values[at]);
  }
}

/** The place of the first value that stands in a list before; undefined where all differ. */
export function repeated(values: readonly unknown[]): number | undefined {
  const texts = values.map((value) => JSON.stringify(value));
  const at = texts.findIndex((text, index) => texts.indexOf(text) < index);
  return at < 0 ? undefined : at;
}

function checkPaths(byPath: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  for (const path of Object.keys(byPath)) {
    const message = sweptPathComplaint(path);
    if (message) refuse(context, [path], message);
  }
}

/** What is wrong with the path of a setting that is to be varied, if anything. */
export const sweptPathComplaint = (path: string): string | undefined =>
  pathComplaint(path, sections);
