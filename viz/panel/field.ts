/** A field of the scenario's JSON Schema, and which of its forms a value takes. */
import type { JsonSchema } from "../../sim/index.ts";
import { entry, isMapping } from "./values.ts";

/** What the panel reads of a schema. */
export interface Field {
  type?: string | readonly string[];
  description?: string;
  unit?: string;
  /** Most values lie here; others are allowed. */
  usual?: readonly [number, number];
  log?: boolean;
  /** Powers of two are all that is offered. */
  doubles?: boolean;
  /** Sibling keys, and the value or values that they may have for this one to mean something. */
  only?: Readonly<Record<string, unknown>>;
  default?: unknown;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  const?: unknown;
  enum?: readonly unknown[];
  enumDescriptions?: readonly string[];
  /** Values that do not go with everything, each with what `only` says of a key. */
  enumOnly?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  properties?: Readonly<Record<string, Field>>;
  required?: readonly string[];
  items?: Field;
  oneOf?: readonly Field[];
  anyOf?: readonly Field[];
}

export const fieldOf = (schema: JsonSchema): Field => schema as unknown as Field;

/** The forms of mapping that a field allows. */
export function formsOf(field: Field): readonly Field[] {
  if (field.properties) return [field];
  return (field.oneOf ?? field.anyOf ?? []).filter(({ properties }) => properties !== undefined);
}

/** The key whose one value names each form, such as `process`. */
export function nameKeyOf(forms: readonly Field[]): string | undefined {
  if (forms.length < 2) return undefined;
  const keys = Object.keys(forms[0]!.properties!);
  return keys.find((key) => forms.every((form) => form.properties?.[key]?.const !== undefined));
}

/** The form that a value takes: by its name, else by the keys that it must have, else the first. */
export function formOf(field: Field, value: unknown): Field | undefined {
  const forms = formsOf(field);
  const key = nameKeyOf(forms);
  if (key !== undefined)
    return forms.find((form) => form.properties![key]!.const === entry(value, key));
  const isWhole = ({ required = [] }: Field): boolean =>
    isMapping(value) && required.every((needed) => Object.hasOwn(value, needed));
  return forms.find(isWhole) ?? forms[0];
}

/** The names that a field takes; undefined where it takes more than names. */
export function namesOf({ enum: names, const: one, type }: Field): readonly unknown[] | undefined {
  if (names !== undefined) return names;
  return one !== undefined || type === "null" ? [one ?? null] : undefined;
}

/** The part of a field that is a number, if it has one, with what the whole says of it. */
export function numberOf(field: Field): Field | undefined {
  const types = [field.type ?? []].flat();
  if (field.usual !== undefined && types.some((type) => type === "number" || type === "integer"))
    return field;
  const number = field.anyOf?.find(({ type }) => type === "number" || type === "integer");
  return number && field.usual !== undefined ? { ...field, ...number } : undefined;
}

/** Words that stand for a number, such as `inf`. */
export const wordsOf = ({ anyOf = [] }: Field): string[] =>
  anyOf.map((form) => form.const).filter((word) => typeof word === "string");

/** A time: seconds, or a text with a unit. */
export const isDuration = ({ type, unit }: Field): boolean => unit === "s" && Array.isArray(type);

export const isWhole = (field: Field): boolean => field.type === "integer";
