/**
 * Fields: the few kinds of value that a scenario holds.
 *
 * Each field says in a sentence what it is, in which unit, and in what range it usually lies. That
 * one place feeds the types, the defaults, the JSON Schema for editors and the sliders of the
 * page.
 */
import { z } from "zod";
import { parseQuantity } from "../units.ts";

/** Where something has a meaning: the sibling keys, and the value or values that each may have. */
export type Only = Record<string, string | readonly string[]>;

/** What a slider needs to know of a number, and the bounds beyond which it makes no sense. */
export interface Knob {
  /** `tokens`, `requests/s`, `s`; absent for a mere number. */
  unit?: string;
  /** Most scenarios lie here; values outside are allowed. */
  usual: [number, number];
  /** Steps by factors rather than by differences. */
  log?: boolean;
  /** Steps by factors of two: hardly a model divides by anything else. */
  doubles?: boolean;
  /** Smallest value allowed. */
  min?: number;
  /** Every allowed value lies above this one. */
  above?: number;
  /** Largest value allowed. */
  max?: number;
  only?: Only;
}

const bounded = (base: z.ZodNumber, { min, above, max }: Knob): z.ZodNumber => {
  let number = base;
  if (min !== undefined) number = number.min(min);
  if (above !== undefined) number = number.gt(above);
  if (max !== undefined) number = number.max(max);
  return number;
};

const about = (description: string, { min: _, above: __, max: ___, ...knob }: Knob) => ({
  description,
  ...knob,
});

/** Any number within its bounds. */
export const number = (description: string, knob: Knob) =>
  bounded(z.number(), knob).meta(about(description, knob));

/** A whole number, 1 or more unless the knob says otherwise. */
export const count = (description: string, knob: Knob) =>
  bounded(z.int(), { min: 1, ...knob }).meta(about(description, knob));

/** A number from 0 to 1. */
export const share = (description: string, knob: Knob) =>
  number(description, { min: 0, max: 1, ...knob });

/**
 * The most that a scenario may ask for: beyond any use, and still within the memory and patience of
 * one machine. So many requests take some minutes and 8 GB.
 */
export const MOST = {
  requests: 120_000_000,
  /** Requests a second; `inf` is all at once. */
  rate: 1e9,
  engines: 10_000,
  clients: 1_000_000,
  /** GPUs of one engine. */
  gpus: 1024,
  /** Requests of one step or one batch. */
  batch: 1_000_000,
  /** Tokens of one request, one step or one block. */
  tokens: 2 ** 31 - 1,
  /** Lengths among which a table chooses. */
  choices: 10_000_000,
  /** How often or how much, relative to something else. */
  factor: 1e9,
} as const;

/** Time is exact for so long and no longer; see `kernel/time.ts`, from which a test says it is. */
export const LONGEST_TIME = 2 ** 23;

const NO_TIME = "is not a time such as 50 ms or 10 min; a bare number is seconds";

/** Seconds, or a text such as `50 ms`; seconds once read. Never negative, 97 days at most. */
export const duration = (description: string, knob: Omit<Knob, "unit">) =>
  z
    .union([z.number(), z.string()], { error: NO_TIME })
    .transform((written, context) => {
      const value = typeof written === "number" ? written : parseQuantity(written, "time");
      const complaint = value === undefined ? NO_TIME : outOfBounds(value, knob);
      if (complaint) refuse(context, [], complaint, written);
      return value ?? z.NEVER;
    })
    .meta(about(description, { unit: "s", ...knob }));

function outOfBounds(
  value: number,
  { above, min = 0, max = LONGEST_TIME }: Knob,
): string | undefined {
  if (above !== undefined && value <= above) return `is not above ${above}`;
  if (value < min) return `is below ${min}`;
  return value > max ? `is above ${max} s, the longest that time is exact (97 days)` : undefined;
}

/** Yes or no. */
export const flag = (description: string, only?: Only) =>
  z.boolean().meta({ description, ...(only && { only }) });

/** Free text, not empty. */
export const text = (description: string) =>
  z.string().min(1, { error: "is empty" }).meta({ description });

/** One of several names. */
export const choice = <const T extends readonly string[]>(
  description: string,
  names: T,
  only?: Only,
) => z.enum(names).meta({ description, ...(only && { only }) });

/** What a policy does, and beside what, where it does not go with everything. */
interface Conditional {
  does: string;
  only: Only;
}

/** One of several policies, each with what it does in a sentence, which editors show beside it. */
export const policy = <const T extends Readonly<Record<string, string | Conditional>>>(
  description: string,
  policies: T,
  only?: Only,
) => {
  const entries = Object.entries<string | Conditional>(policies);
  const enumOnly = Object.fromEntries(
    entries.flatMap(([name, policy]) => (typeof policy === "string" ? [] : [[name, policy.only]])),
  );
  return z.enum(Object.keys(policies) as (keyof T & string)[]).meta({
    description,
    enumDescriptions: entries.map(([, it]) => (typeof it === "string" ? it : it.does)),
    ...(Object.keys(enumOnly).length > 0 && { enumOnly }),
    ...(only && { only }),
  });
};

/** A key that awaits later work: today it holds only `values`; `instead` says what is. */
export const modelledOnly = <const T extends string | number | boolean | null>(
  description: string,
  values: T[],
  instead: string,
) => z.literal(values, { error: `is not modelled yet: ${instead}` }).meta({ description });

/** Notes what is wrong at a place below, and the value found there if one value is to blame. */
export const refuse = (
  context: z.RefinementCtx,
  path: (string | number)[],
  message: string,
  value?: unknown,
): void => context.addIssue({ code: "custom", path, message, input: value });
