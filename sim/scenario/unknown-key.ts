/**
 * An unknown key: what it could have meant, or where it belongs.
 */
import type { z } from "zod";
import { meant, type Path, type Problem } from "./problem.ts";
import { type Form, formsAt, homesOf, isNamed, nameOf } from "./schema-tree.ts";

export function unknownKey(schema: z.ZodType, root: unknown, path: Path): Problem {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const [forms, written] = formsAt(schema, root, parent);
  const meantForms = forms.filter((form) => isNamed(form, written));
  const known = [...new Set(meantForms.flatMap(Object.keys))];
  const problem = (message: string): Problem => ({ path, message, at: "key" });

  if (key === "<<") return problem("is unknown: keys are not merged, an alias stands for a whole");
  if (known.includes(key)) return problem(`cannot stand beside ${others(written, key)}`);
  const names = namesOfFormsWith(key, forms);
  if (names) return problem(`belongs to ${names}`);
  const homes = homesOf(schema, key);
  // A key known in many places, such as `min`, was hardly meant for one of them.
  if (homes.length > 0 && homes.length <= 2)
    return problem(`belongs to ${homes.map((home) => placeName(home, path)).join(" or ")}`);
  const misspelt = { ...problem("is unknown"), choices: known };
  return meant(misspelt) ? misspelt : problem(`is unknown; known here: ${known.join(", ")}`);
}

const others = (written: unknown, key: string): string =>
  Object.keys(written as object)
    .filter((other) => other !== key)
    .join(", ");

/** `process: gamma`, or several of them. */
function namesOfFormsWith(key: string, forms: Form[]): string | undefined {
  const names = forms.filter((form) => Object.hasOwn(form, key)).map((form) => nameOf(form)!);
  return names.length > 0
    ? `${names[0]![0]}: ${names.map(([, value]) => value).join(" or ")}`
    : undefined;
}

/** A home with the positions of the list entries that the key was written in. */
const placeName = (home: Path, path: Path): string =>
  home.map((step, depth) => (typeof step === "number" ? (path[depth] ?? step) : step)).join(".") ||
  "the top of the scenario";
