/**
 * The part of a `config.json` that describes the language model, and how its keys are read.
 *
 * A multimodal config keeps them under `text_config`. Whatever is wrong is refused at its key.
 */
import { type Family, familyOf } from "../families.ts";
import { PartError } from "../part-error.ts";

/** A parsed `config.json`. */
export type ModelConfig = Readonly<Record<string, unknown>>;

/** Keys with the defaults of the family beneath, and the place they stand at, for errors. */
export interface Section {
  keys: ModelConfig;
  family: Family;
  /** `text_config.`, or nothing. */
  prefix: string;
  /** The whole config, where the rest of a multimodal model stands. */
  whole: ModelConfig;
}

/** Whether `value` is an object with keys. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys that a multimodal config may give for both of its parts. */
const SHARED_KEYS = ["dtype", "torch_dtype", "tie_word_embeddings", "quantization_config"];

/** The language model's section. */
export function textSection(config: ModelConfig): Section {
  if (!isObject(config)) {
    throw new PartError("a config.json is an object with keys", { path: "", value: config });
  }
  const nested = config.text_config;
  const own = isObject(nested) ? nested : config;
  const family = familyOf(modelType(own.model_type ?? config.model_type ?? "llama"));
  const inherited: Record<string, unknown> = {};
  for (const key of SHARED_KEYS) {
    if (config[key] !== undefined) inherited[key] = config[key];
  }
  return {
    keys: { ...family.defaults, ...inherited, ...own },
    family,
    prefix: isObject(nested) ? "text_config." : "",
    whole: config,
  };
}

function modelType(value: unknown): string {
  if (typeof value === "string") return value;
  const path = "model_type";
  throw new PartError(`${path}: ${shown(value)} is not a name`, { path, value });
}

/** Throws a `PartError`: `text_config.head_dim: 0 is not …`. */
export function refuse(section: Section, key: string, why: string, choices?: string[]): never {
  const path = section.prefix + key;
  const value = section.keys[key];
  throw new PartError(`${path}: ${shown(value)} ${why}`, {
    path,
    value,
    ...(choices && { choices }),
  });
}

/** A value on one line, whatever it is. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Beyond every model there is: more is a slip, and its arithmetic would not be exact. */
const LARGEST = 1e9;

/** The first of `names` that is present, a whole number above 0. */
export function count(section: Section, ...names: [string, ...string[]]): number {
  const name = names.find((known) => section.keys[known] != null);
  if (name === undefined) {
    const path = section.prefix + names[0];
    const others = names.length > 1 ? `, also known as ${names.slice(1).join(", ")}` : "";
    throw new PartError(`${path} is missing${others}`, { path, value: undefined });
  }
  return wholeAbove0(section, name);
}

/** As `count`, with a value for a key that is absent or null. */
export const countOr = (
  section: Section,
  fallback: number,
  ...names: [string, ...string[]]
): number => (has(section, ...names) ? count(section, ...names) : fallback);

/** A number that may be 0, which an absent or null one is. */
export function countFrom0(section: Section, name: string): number {
  return section.keys[name] === 0 || !has(section, name) ? 0 : wholeAbove0(section, name);
}

function wholeAbove0(section: Section, name: string): number {
  const value = section.keys[name];
  if (!Number.isSafeInteger(value) || (value as number) <= 0)
    return refuse(section, name, "is not a whole number above 0");
  if ((value as number) > LARGEST) return refuse(section, name, `is more than ${LARGEST}`);
  return value as number;
}

/** Whether one of `names` is present and not null. */
export const has = (section: Section, ...names: string[]): boolean =>
  names.some((name) => section.keys[name] != null);
