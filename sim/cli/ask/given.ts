/**
 * What the options of a command allow among themselves, checked before anything else is loaded.
 */
import { Refusal } from "../exit.ts";

type Options = Readonly<Record<string, unknown>>;

/** Refuses an option that was given twice: which of them counts, nobody can know. */
export function givenOnce(options: Options): true {
  for (const [option, value] of Object.entries(options))
    if (Array.isArray(value) && option !== "_") throw new Refusal(`--${option} is given twice`);
  return true;
}

/** Refuses two forms of output at once. */
export function oneForm({ json, csv }: Options): true {
  if (json === true && csv === true) throw new Refusal("--json and --csv: give one of them");
  return true;
}
