/**
 * The knobs of a scenario, from its JSON Schema and what is written in it.
 *
 * Every key of the schema has one, but for those that take a single value, for lists, whose items
 * have theirs, and for sections that a single run passes by.
 */
import type { JsonSchema, Path } from "../../sim/index.ts";
import { type Field, fieldOf, formOf, formsOf, nameKeyOf } from "./field.ts";
import { type Choice, choiceOf, commonOf, type Knob, knobOf, type Spot } from "./knob.ts";
import { helpOf } from "./labels.ts";
import { isMoot } from "./rules.ts";
import { entry } from "./values.ts";

export interface Written {
  /** The values of the scenario as it stands. */
  values: unknown;
  /** Those of the scenario as it was opened. */
  opened?: unknown;
  gpus?: readonly string[];
  models?: readonly string[];
}

/** Sections that ask for many runs. */
const studies: readonly string[] = ["variants", "sweep", "plan"];

/** All knobs, in the order of the schema. */
export function knobsOf(schema: JsonSchema, written: Written): Knob[] {
  const { values, opened } = written;
  const { properties = {}, ...whole } = fieldOf(schema);
  const ofRun = Object.entries(properties).filter(([key]) => !studies.includes(key));
  const field = { ...whole, properties: Object.fromEntries(ofRun) };
  const root = { path: [], field, value: values, opened, fallback: undefined };
  const knobs = below({ ...root, applicable: true, required: true }, written);
  return knobs.map((knob) =>
    knob.value === undefined && isMoot(knob.path, values) ? { ...knob, applicable: false } : knob,
  );
}

/** The knobs at a spot: its own, or those of what it holds. */
function at(spot: Spot, written: Written): Knob[] {
  const { field, value, path } = spot;
  if (field.items?.properties || formsOf(field.items ?? {}).length > 0) {
    const items = Array.isArray(value) ? value : [];
    return items.flatMap((item, index) =>
      below(
        {
          ...spot,
          path: [...path, index],
          field: field.items!,
          value: item,
          opened: entry(spot.opened, index),
          fallback: undefined,
          required: true,
        },
        written,
      ),
    );
  }
  if (formsOf(field).length > 0 && !holdsText(field)) return below(spot, written);
  const knob = knobOf(spot, catalogueFor(path, written));
  return knob ? [knob] : [];
}

/** A mapping may stand there, but a name is what people write. */
const holdsText = ({ anyOf = [] }: Field): boolean => anyOf.some(({ type }) => type === "string");

/** The knobs of the keys of a mapping, and first of the one that names its form. */
function below(spot: Spot, written: Written): Knob[] {
  const { field, path, value, fallback, applicable } = spot;
  const forms = formsOf(field);
  const nameKey = nameKeyOf(forms);
  const form = formOf(field, value ?? fallback);
  const keys = Object.entries(form?.properties ?? {}).filter(([key]) => key !== nameKey);
  const keyed = keys.flatMap(([key, child]) =>
    at(
      {
        path: [...path, key],
        field: child,
        value: entry(value, key),
        opened: entry(spot.opened, key),
        fallback: entry(fallback, key) ?? child.default,
        applicable: applicable && means(child.only, form!, value),
        barred: Object.entries(child.enumOnly ?? {}).flatMap(([name, only]) =>
          means(only, form!, value) ? [] : [name],
        ),
        required: form!.required?.includes(key) ?? false,
      },
      written,
    ),
  );
  return nameKey === undefined ? keyed : [formKnob(spot, nameKey, forms), ...keyed];
}

/** Whether the siblings have the values under which something has a meaning. */
function means(only: Field["only"], form: Field, value: unknown): boolean {
  return Object.entries(only ?? {}).every(([key, needed]) =>
    [needed].flat().includes(entry(value, key) ?? form.properties![key]?.default),
  );
}

function formKnob(spot: Spot, key: string, forms: readonly Field[]): Knob {
  const choices: Choice[] = forms.map((form) => {
    const { const: value, description } = form.properties![key]!;
    const needsFile = form.required?.includes("file") ?? false;
    return { value, label: String(value), help: helpOf(description), needsFile };
  });
  const common = commonOf({
    ...spot,
    path: [...spot.path, key],
    value: entry(spot.value, key),
    opened: entry(spot.opened, key),
    fallback: entry(spot.fallback, key),
  });
  return { ...choiceOf(choices, common), forms };
}

function catalogueFor(path: Path, { gpus = [], models = [] }: Written): readonly string[] {
  if (path[0] !== "cluster") return [];
  if (path.at(-1) === "gpu") return gpus;
  return path.at(-1) === "model" ? models : [];
}
