/**
 * What a form of mapping begins with when it is chosen: what the one before has and the new one may
 * have too, and for what else it must have, values that most scenarios could have.
 */
import { type Field, formOf, formsOf, isWhole, nameKeyOf, numberOf } from "./field.ts";
import { scaleOf, valueNear } from "./scale.ts";
import { entry, mapping } from "./values.ts";

type Values = Readonly<Record<string, unknown>>;

/** The mapping of a form, from another one. */
export function begin(form: Field, before: unknown): Values {
  const fields = Object.entries(form.properties ?? {});
  const needed = [...(form.required ?? []), ...missingPair(form, before)];
  return Object.fromEntries(
    fields.flatMap(([key, field]) => {
      if (field.const !== undefined) return [[key, field.const]];
      const kept = entry(before, key);
      if (kept !== undefined) return [[key, kept]];
      return needed.includes(key) ? [[key, first(key, field, before)]] : [];
    }),
  );
}

/** A lognormal distribution is given by either of two pairs of keys; neither is required. */
function missingPair({ properties = {} }: Field, before: unknown): string[] {
  const { mean, std } = mapping(before);
  const isPair = "median" in properties && "sigma" in properties;
  return isPair && (mean === undefined || std === undefined) ? ["median", "sigma"] : [];
}

/** A value for a key that has to have one. */
function first(key: string, field: Field, before: unknown): unknown {
  if (field.default !== undefined) return field.default;
  const length = lengthFor(key, before);
  if (length !== undefined) return length;
  if (field.items) return [begin(itemForm(field.items, before), before)];
  if (formsOf(field).length > 0) return begin(formsOf(field)[0]!, before);
  return typical(field) ?? field.enum?.[0] ?? "";
}

/** The form of a list's first item: that of what stood in the place of the list, if it can be. */
function itemForm(field: Field, before: unknown): Field {
  const forms = formsOf(field);
  const nameKey = nameKeyOf(forms);
  const isNamed = nameKey !== undefined && entry(before, nameKey) !== undefined;
  return (isNamed ? formOf(field, before) : undefined) ?? forms[0]!;
}

/** A length in the middle of those before, and others that go with it. */
export function lengthFor(key: string, before: unknown): number | undefined {
  const { tokens, median, mean, min = 1, max } = mapping(before);
  const middle = [tokens, median, mean].find((length) => typeof length === "number");
  const known =
    middle ??
    (typeof max === "number" && typeof min === "number" ? Math.sqrt(min * max) : undefined);
  if (known === undefined) return undefined;
  const whole = Math.max(1, Math.round(known));
  const lengths: Readonly<Record<string, number>> = {
    tokens: whole,
    median: whole,
    mean: whole,
    std: Math.round(whole / 4),
    max: 4 * whole,
  };
  return lengths[key];
}

/** The middle of what is usual. */
function typical(field: Field): number | undefined {
  const number = numberOf(field);
  if (number?.usual === undefined) return undefined;
  const { usual, log = false, doubles = false } = number;
  return valueNear(scaleOf({ usual, log, doubles, whole: isWhole(number), held: [] }), 0.5);
}
