/**
 * The policies that a scenario can choose from, as the schema describes them.
 *
 * Whatever setting describes each of its names is one; there is no list of its own to forget.
 */
import { type JsonSchema, scenarioJsonSchema } from "./json-schema.ts";
import { entry } from "./schema-tree.ts";

export interface Policy {
  /** Path of the setting; `pools.0` stands for any pool. */
  setting: string;
  name: string;
  description: string;
  /** Whether it is meant where nothing is written. */
  isDefault: boolean;
}

/** Every policy, in the order of the schema. */
export const policies = (): Policy[] => policiesIn(scenarioJsonSchema(), []);

/** @param usual what stands here where nothing is written, if something above says so. */
function policiesIn(schema: JsonSchema, path: readonly string[], usual?: unknown): Policy[] {
  const { enumDescriptions, properties = {}, items, anyOf = [], oneOf = [] } = schema;
  const meant = schema.default ?? usual;
  const own = Array.isArray(enumDescriptions)
    ? (schema.enum ?? []).map((name, index) => ({
        setting: path.join("."),
        name: String(name),
        description: String(enumDescriptions[index]),
        isDefault: meant === name,
      }))
    : [];
  return [
    ...own,
    ...Object.entries(properties).flatMap(([key, below]) =>
      isSchema(below) ? policiesIn(below, [...path, key], entry(meant, key)) : [],
    ),
    ...(isSchema(items) ? policiesIn(items, [...path, "0"]) : []),
    ...[...anyOf, ...oneOf].flatMap((form) =>
      isSchema(form) ? policiesIn(form, path, meant) : [],
    ),
  ];
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
