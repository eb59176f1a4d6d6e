/**
 * What the options of a command allow among themselves, checked before anything else is loaded.
 */
import { Refusal } from "../exit.ts";

type Options = Readonly<Record<string, unknown>>;

/** The list of what is no option, files of a comparison, and options that may be repeated. */
const lists = ["_", "files", "set", "vary"];

/** Refuses an option that was given twice: which of them counts, nobody can know. */
export function givenOnce(options: Options): true {
  for (const [option, value] of Object.entries(options))
    if (Array.isArray(value) && !lists.includes(option))
      throw new Refusal(`--${dashed(option)} is given twice`);
  return true;
}

/** The parser knows an option in camel case, too, and may have read it so. */
const dashed = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Refuses two forms of output at once. */
export function oneForm({ json, csv }: Options): true {
  if (json === true && csv === true) throw new Refusal("--json and --csv: give one of them");
  return true;
}
