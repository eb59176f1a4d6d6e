/**
 * Models by name: a Hugging Face id, or that of a variant of a model in the catalogue.
 *
 * One rule for all. Case and owner are dropped, and so are the words that say how the weights were
 * trained on (`-hf`, `-chat`, `-Instruct`, `-it`, `-Base`, `-Thinking`) and, where no model of its
 * date is known, the date (`-2407`). `-FP8` and what follows it say how they are packed.
 */
import { distance } from "fastest-levenshtein";
import type { KnownModel } from "./catalogue/models/known-model.ts";
import { knownModels } from "./catalogue/models/models.ts";
import { packedAs } from "./fp8-variant.ts";
import type { Model } from "./model.ts";
import { notInCatalogue } from "./part-error.ts";
import { isObject, type ModelConfig } from "./read/section.ts";
import { readModel } from "./read-model.ts";

/** Names of the models in the catalogue. */
export const modelNames: readonly string[] = knownModels.map(({ name }) => name);

/** The catalogue's model of this name or of a variant of it. Throws a `PartError` otherwise. */
export function findModel(name: string): Model {
  const { owner, base, packing } = partsOf(name);
  const found = known(base);
  const config = found && packedAs(variantOf(found, base), { owner, packing });
  if (config !== undefined) return readModel(config, name);
  throw notInCatalogue("model", name, { choices: modelNames, suggestion: nearest(base) });
}

/** The model that was probably meant: its name goes on from there, or is a few slips off. */
function nearest(base: string): string | undefined {
  const asked = dated(base);
  const longer = knownModels.find(({ name }) => dated(partsOf(name).base).startsWith(`${asked}-`));
  if (longer !== undefined) return longer.name;
  const far = knownModels.map(({ name }) => ({
    name,
    slips: distance(dated(partsOf(name).base), asked),
  }));
  far.sort((a, b) => a.slips - b.slips);
  return far[0]!.slips <= Math.max(1, asked.length / 5) ? far[0]!.name : undefined;
}

/** `RedHatAI/Qwen3-32B-FP8-dynamic` → `redhatai`, `qwen3-32b`, `fp8-dynamic`. */
function partsOf(name: string): { owner: string; base: string; packing: string } {
  const [, owner = "", file = ""] =
    /^(?:(.*)\/)?(.*)$/.exec(name.trim().toLowerCase().replaceAll(/\s+/g, "-")) ?? [];
  // Meta's older ids repeat the owner.
  const [base = "", ...packing] = file.replace(/^meta-(?=llama)/, "").split(/[-_](?=fp8)/);
  return { owner, base, packing: packing.join("-") };
}

const WORDS = ["hf", "chat", "instruct", "it", "base", "thinking"];
const trainedOn = new RegExp(`-(${WORDS.join("|")})(?=-|$)`, "g");

/** What the variants of one architecture have in common, its date among it. */
const dated = (base: string): string => base.replaceAll(trainedOn, "");

const undated = (base: string): string => dated(base).replace(/-\d{4}$/, "");

const byDate = new Map(
  knownModels.flatMap((model) =>
    [model.name, ...(model.also ?? [])].map((name) => [dated(partsOf(name).base), model] as const),
  ),
);

/** Where several differ by date alone, the one without any, which stands first. */
const byArchitecture = new Map(
  [...knownModels].reverse().map((model) => [undated(partsOf(model.name).base), model]),
);

const known = (base: string): KnownModel | undefined =>
  byDate.get(dated(base)) ?? byArchitecture.get(undated(base));

/** The config with what differs in the variant that `base` names. */
function variantOf({ config, variants = {} }: KnownModel, base: string): ModelConfig {
  const words = base.split("-");
  const [, differing = {}] = Object.entries(variants).find(([word]) => words.includes(word)) ?? [];
  return merged(config, differing);
}

function merged(config: ModelConfig, differing: ModelConfig): ModelConfig {
  const result: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(differing)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}
