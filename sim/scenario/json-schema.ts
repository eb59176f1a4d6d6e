/**
 * The scenario's JSON Schema, for editors and for the sliders of the page.
 *
 * Besides what draft 7 knows, a number carries `unit`, `usual` (the range most scenarios lie in),
 * `log` (steps by factors), `doubles` (by factors of two) and `only` (the sibling settings under
 * which it means something).
 */
import { z } from "zod";
import { scenarioSchema } from "./schema.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Of a scenario as it is written: quantities may have units, defaults may be left out. */
export const scenarioJsonSchema = (): JsonSchema =>
  z.toJSONSchema(scenarioSchema, {
    target: "draft-7",
    io: "input",
    // The library bounds whole numbers by what a float holds, which tells nobody anything.
    override({ jsonSchema }) {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
