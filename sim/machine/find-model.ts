/**
 * Models by name: a Hugging Face id, or that of a variant of a model in the catalogue.
 */
import { modelConfigs } from "./catalogue/models.ts";
import type { Model } from "./model.ts";
import { PartError } from "./part-error.ts";
import { readModel } from "./read-model.ts";

/** Names of the models in the catalogue. */
export const modelNames: readonly string[] = modelConfigs.map(({ name }) => name);

/**
 * What the variants of one architecture have in common: case and owner are dropped, and the words
 * that say how the weights were trained or packed on (`-hf`, `-chat`, `-Instruct`, `-it`, `-Base`).
 */
const architecture = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*\//, "")
    .replaceAll(/-(hf|chat|instruct|it|base)(?=-|$)/g, "");

/** The catalogue's model of this name or of a variant of it. Throws a `PartError` otherwise. */
export function findModel(name: string): Model {
  const found = modelConfigs.find((known) => architecture(known.name) === architecture(name));
  if (found) return readModel(found.config, name);
  throw new PartError(`"${name}" is not a model of the catalogue (${modelNames.join(", ")})`, {
    path: "model",
    value: name,
    choices: [...modelNames],
  });
}
