/**
 * Misplaced settings: keys written where another setting leaves them without meaning.
 *
 * It looks at what was written, before defaults hide who wrote what. `max_batch_size: 4` under
 * in-flight batching is refused rather than ignored, since somebody expects something of it. A
 * default may be written anywhere: a resolved scenario has them all, and loads again.
 */
import type { z } from "zod";
import type { Only } from "./fields.ts";
import type { Problem } from "./problem.ts";
import { entry, metaOf } from "./schema-tree.ts";
import { engineSchema } from "./sections/engine.ts";

/** The misplaced settings of every engine, whatever else is wrong with the scenario. */
export function misplaced(written: unknown): Problem[] {
  const pools = entry(entry(written, "cluster"), "pools");
  if (!Array.isArray(pools)) return [];
  return pools.flatMap((pool, index) =>
    misplacedSettings(entry(pool, "engine")).map((problem) => ({
      ...problem,
      path: ["cluster", "pools", index, "engine", ...problem.path],
    })),
  );
}

/** Where a setting means something, and where single values of it do. */
interface About {
  only?: Only;
  enumOnly?: Record<string, Only>;
}

const fields: Record<string, z.ZodType> = engineSchema.shape;

/** Those of one engine, from its section. */
export function misplacedSettings(engine: unknown): Problem[] {
  return Object.entries(engine ?? {}).flatMap(([key, value]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!field || meaning(field, value) === meaning(field, undefined)) return [];
    const { only, enumOnly } = (metaOf(field) ?? {}) as About;
    const needs = { ...only, ...(entry(enumOnly, String(value)) as Only | undefined) };
    return Object.entries(needs).flatMap(([sibling, needed]): Problem[] => {
      const found = meaning(fields[sibling]!, entry(engine, sibling));
      if (found === undefined || [needed].flat().includes(String(found))) return [];
      const names = [needed].flat().join(" or ");
      return [{ path: [key], message: `belongs to ${sibling}: ${names}, not ${found}`, value }];
    });
  });
}

/** What a field makes of what was written, its default included; undefined where it is wrong. */
const meaning = (field: z.ZodType, written: unknown): unknown => field.safeParse(written).data;
