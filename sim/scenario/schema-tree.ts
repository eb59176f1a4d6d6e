/**
 * The schema as a tree of keys: what may stand at a place, given what stands there.
 *
 * No run comes here: it finds the keys that a misspelt one could have meant, the place where a
 * misplaced one belongs, and what kind of setting a sweep varies.
 */
import { z } from "zod";
import type { Path } from "./problem.ts";

type Schema = z.core.$ZodType;

/** One form of mapping: its keys, and what each may hold. */
export type Form = Readonly<Record<string, Schema>>;

const definition = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def;

/** The schema under its wrappers: a default, an optional, a transformation. */
function bare(schema: Schema): Schema {
  const def = definition(schema);
  switch (def.type) {
    case "default":
    case "prefault":
    case "optional":
      return bare(def.innerType);
    case "pipe":
      return bare(definition(def.in).type === "transform" ? def.out : def.in);
    default:
      return schema;
  }
}

/** Description, unit and usual range of a field, wherever under its wrappers they are noted. */
export function metaOf(schema: Schema): z.core.GlobalMeta | undefined {
  const def = definition(schema);
  return z.globalRegistry.get(schema) ?? ("innerType" in def ? metaOf(def.innerType) : undefined);
}

/** What stands for a field that is not written; undefined where nothing does. */
export function defaultOf(schema: Schema): unknown {
  const def = definition(schema);
  if (def.type === "default" || def.type === "prefault") return def.defaultValue;
  return "innerType" in def ? defaultOf(def.innerType) : undefined;
}

/** The names that a field takes; undefined where it takes more than a few names. */
export function namesOf(schema: Schema): unknown[] | undefined {
  const def = definition(bare(schema));
  if (def.type === "literal") return [...def.values];
  return def.type === "enum" ? Object.values(def.entries) : undefined;
}

/** The forms of mapping that a schema allows: one, or several in a union. */
function formsOf(schema: Schema): Form[] {
  const def = definition(bare(schema));
  if (def.type === "union") return def.options.flatMap(formsOf);
  return def.type === "object" ? [def.shape] : [];
}

/** What is written under a key or position, if anything. */
export const entry = (written: unknown, key: string | number): unknown =>
  typeof written === "object" && written !== null && Object.hasOwn(written, key)
    ? (written as Record<string | number, unknown>)[key]
    : undefined;

/** The key whose one value names the form, such as `process: gamma`. */
export function nameOf(form: Form): [key: string, value: unknown] | undefined {
  for (const [key, field] of Object.entries(form)) {
    const def = definition(field);
    if (def.type === "literal") return [key, def.values[0]];
  }
  return undefined;
}

/** Whether a mapping is of this form by its name, or the form has none. */
export function isNamed(form: Form, written: unknown): boolean {
  const name = nameOf(form);
  return name === undefined || entry(written, name[0]) === name[1];
}

/** The forms that may stand at a path, and what is written there. */
export function formsAt(schema: Schema, written: unknown, path: Path): [Form[], unknown] {
  const [key, ...rest] = path;
  if (key === undefined) return [formsOf(schema), written];
  const def = definition(bare(schema));
  if (def.type === "array") return formsAt(def.element, entry(written, key), rest);
  if (def.type === "record") return formsAt(def.valueType, entry(written, key), rest);
  for (const form of formsOf(schema)) {
    const field = form[key];
    if (field && isNamed(form, written)) return formsAt(field, entry(written, key), rest);
  }
  return [[], undefined];
}

/** The field at a path; where its form is not the one written there, that of another form. */
export function fieldAt(schema: Schema, written: unknown, path: Path): Schema | undefined {
  const key = path.at(-1) ?? "";
  const [forms, here] = formsAt(schema, written, path.slice(0, -1));
  const having = forms.filter((form) => Object.hasOwn(form, key));
  return (having.find((form) => isNamed(form, here)) ?? having[0])?.[key];
}

/** Whether a field holds whole numbers and nothing else. */
export function isWhole(schema: Schema): boolean {
  const def = definition(bare(schema));
  return def.type === "number" && "format" in def && def.format === "safeint";
}

/** Every place where the schema knows this key; 0 stands for any entry of a list. */
export function homesOf(schema: Schema, key: string, at: Path = []): Path[] {
  const def = definition(bare(schema));
  if (def.type === "array") return homesOf(def.element, key, [...at, 0]);
  const forms = formsOf(schema);
  const below = forms.flatMap((form) =>
    Object.entries(form).flatMap(([name, field]) => homesOf(field, key, [...at, name])),
  );
  return forms.some((form) => Object.hasOwn(form, key)) ? [at, ...below] : below;
}
