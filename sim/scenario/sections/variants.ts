/**
 * The variants' section: what `rooflight compare` runs beside the scenario itself.
 *
 * A single run checks its form and passes it by. All variants meet the same random numbers, so that
 * they differ by what was set and not by chance.
 */
import { z } from "zod";
import { isName } from "../../printable.ts";
import { refuse, text } from "../fields.ts";
import { pathComplaint } from "./setting-path.ts";

/** Sections of a scenario that a variant may change. */
const sections = ["workload", "cluster", "slo"];

const variantSchema = z
  .strictObject({
    name: text("What the variant is called.").refine(isName, {
      error: "is no name: it holds a line break or what no terminal prints",
    }),
    description: text("What it shows, in a sentence.").exactOptional(),
    set: z
      .record(z.string(), z.unknown())
      .superRefine((byPath, context) => {
        for (const path of Object.keys(byPath)) {
          const message = complaintOn(path);
          if (message) refuse(context, [path], message);
        }
      })
      .meta({ description: "Settings by path, as in --set; none where it names the baseline." }),
  })
  .meta({ description: "The scenario with some settings changed." });

export type VariantSpec = z.output<typeof variantSchema>;

export const variantsSchema = z
  .array(variantSchema)
  .min(1)
  .superRefine((variants, context) => {
    const names = variants.map(({ name }) => name);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index) refuse(context, [index, "name"], "is taken already", name);
    const same = variants.flatMap(({ set }, index) => (setsNothing(set) ? index : []));
    for (const index of same.slice(1))
      refuse(context, [index, "set"], `changes nothing, as that of ${names[same[0]!]}`);
  })
  .meta({ description: "What `rooflight compare` runs beside this; a single run passes it by." });

/** Whether a variant is the scenario itself. */
export const setsNothing = (set: VariantSpec["set"]): boolean => Object.keys(set).length === 0;

function complaintOn(path: string): string | undefined {
  if (path.split(".")[0] === "seed")
    return "cannot vary: all variants meet the same random numbers, which makes them comparable";
  return pathComplaint(path, sections);
}
