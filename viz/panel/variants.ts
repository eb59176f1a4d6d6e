/** The variants of a scenario: each sets a few of its values, to be compared with it. */
import { pathOf } from "../data/path.ts";
import { withValue } from "./patch.ts";
import { entry, mapping } from "./values.ts";
import { readYaml } from "./yaml-text.ts";

export interface Variant {
  name: string;
  description: string;
  /** The scenario with its values. */
  text: string;
}

/** In the order in which they are written; none where the text is no YAML. */
export function variantsIn(text: string): Variant[] {
  const written = entry(readYaml(text)?.values, "variants");
  if (!Array.isArray(written)) return [];
  return written.flatMap((variant) => {
    const { name, description = "", set } = mapping(variant);
    if (typeof name !== "string") return [];
    const changed = Object.entries(mapping(set)).reduce(
      (edited, [path, value]) => withValue(edited, pathOf(path), value),
      text,
    );
    return [{ name, description: String(description), text: changed }];
  });
}
