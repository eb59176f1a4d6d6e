/**
 * Turning a knob: the text of the scenario with another value, and with what has to follow from it.
 *
 * Back at home, a key that was not there when the scenario was opened goes again. What a new form
 * does not have, and what would mean nothing any more, goes as well: such a scenario is refused.
 */
import type { JsonSchema, Path } from "../../sim/index.ts";
import { begin, lengthFor } from "./begin.ts";
import type { Field } from "./field.ts";
import type { ChoiceKnob, Knob } from "./knob.ts";
import { knobsOf } from "./knobs.ts";
import { withoutKey, withValue } from "./patch.ts";
import { sidesOf, withEnd, withoutOthers } from "./rules.ts";
import { entry, mapping, same, valueAt } from "./values.ts";
import { readYaml } from "./yaml-text.ts";

export interface Turned {
  text: string;
  opened: string;
  schema: JsonSchema;
}

/** @param value undefined takes the key out */
export function turned({ text, opened, schema }: Turned, knob: Knob, value: unknown): string {
  const { path, fallback } = knob;
  const form = formFor(knob, value);
  if (form !== undefined) return withForm(text, knob as ChoiceKnob, form);
  const wasThere = valueAt(readYaml(opened)?.values, path) !== undefined;
  const goes = value === undefined || (!wasThere && same(value, fallback));
  const edited = goes ? withoutKey(text, path) : withValue(text, path, value);
  const whole = goes ? edited : withPartner(edited, knob);
  return "choices" in knob || knob.kind === "switch"
    ? withEnd(withoutMeaningless(whole, schema))
    : whole;
}

/** The form that a choice names. */
function formFor(knob: Knob, value: unknown): Field | undefined {
  if (!("forms" in knob) || value === undefined) return undefined;
  const key = String(knob.path.at(-1));
  return knob.forms.find(({ properties }) => properties?.[key]?.const === value);
}

/** The mapping takes another form. */
function withForm(text: string, { path }: ChoiceKnob, form: Field): string {
  const above = path.slice(0, -1);
  const values = readYaml(text)?.values;
  const before = valueAt(values, above) ?? standIn(values, above);
  const after = begin(form, before);
  const gone = Object.keys(mapping(valueAt(values, above))).filter((key) => !(key in after));
  const changed = Object.entries(after).reduce(
    (edited, [key, value]) => withValue(edited, [...above, key], value),
    text,
  );
  const clean = gone.reduce((edited, key) => withoutKey(edited, [...above, key]), changed);
  return withEnd(withLikeOf(clean, above));
}

/** Lengths drawn together begin with those apart. */
const standIn = (values: unknown, path: Path): unknown =>
  path.at(-1) === "lengths" ? valueAt(values, path.slice(0, -1)) : undefined;

/** Instead of lengths drawn together stand both kinds apart, each like the one that was chosen. */
function withLikeOf(text: string, path: Path): string {
  const above = path.slice(0, -1);
  const values = readYaml(text)?.values;
  const { own, other } = sidesOf(String(path.at(-1)));
  if (!other.some((key) => valueAt(values, [...above, key]) !== undefined)) return text;
  const missing = own.filter((key) => valueAt(values, [...above, key]) === undefined);
  const whole = missing.reduce(
    (edited, key) => withValue(edited, [...above, key], valueAt(values, path)),
    text,
  );
  return withoutOthers(whole, path);
}

/** A mean needs a deviation, a median its sigma, and one pair stands instead of the other. */
function withPartner(text: string, { path, isWritten }: Knob): string {
  if (isWritten) return text;
  const above = path.slice(0, -1);
  const before = valueAt(readYaml(text)?.values, above);
  const isPair = entry(before, "distribution") === "lognormal";
  const missing = sidesOf(String(path.at(-1))).own.filter((key) => !(key in mapping(before)));
  const whole = missing.reduce(
    (edited, key) => withValue(edited, [...above, key], lengthFor(key, before) ?? 1),
    text,
  );
  return isPair || missing.length === 0 ? withoutOthers(whole, path) : text;
}

/** Settings that another one has left without meaning: only their defaults may stay. */
function withoutMeaningless(text: string, schema: JsonSchema): string {
  const clean = knobsOf(schema, { values: readYaml(text)?.values })
    .filter((knob) => isMeaningless(knob) && !same(knob.value, knob.fallback))
    .reduce((edited, { path }) => withoutKey(edited, path), text);
  // What goes may have been what gave others their meaning.
  return clean === text ? text : withoutMeaningless(clean, schema);
}

function isMeaningless(knob: Knob): boolean {
  if (knob.value === undefined) return false;
  const choices = "choices" in knob ? knob.choices : [];
  const isBarred = choices.some((choice) => choice.isBarred && same(choice.value, knob.value));
  return isBarred || !knob.applicable;
}
