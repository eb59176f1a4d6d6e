/** The files that a scenario names, and a scenario that plays a file. */
import type { Path } from "../../sim/index.ts";
import { withoutKey, withValue } from "../panel/patch.ts";
import { readYaml } from "../panel/yaml-text.ts";

/** A file as a scenario names it. */
export interface Named {
  file: string;
  sha256?: unknown;
}

/** What has a `file:` in the workload, whether or not the rest can be run. */
export function namedIn(text: string): Named[] {
  const { workload } = (readYaml(text)?.values ?? {}) as { workload?: unknown };
  return mappingsIn(workload).filter(
    (mapping): mapping is Named => typeof mapping.file === "string",
  );
}

export const filesNamedIn = (text: string): string[] => namedIn(text).map(({ file }) => file);

function mappingsIn(values: unknown): { file?: unknown }[] {
  if (typeof values !== "object" || values === null) return [];
  return [values, ...Object.values(values).flatMap(mappingsIn)];
}

/** What a trace says itself, or makes impossible. */
const replaced = ["num_prompts", "duration", "lengths", "prompt_tokens", "output_tokens"];

/** The scenario with the arrivals and lengths of a file; undefined where the text is no YAML. */
export function playing(text: string, file: string): string | undefined {
  const arrivals: Path = ["workload", "arrivals"];
  const played = withValue(text, arrivals, { process: "trace", file });
  if (!filesNamedIn(played).includes(file)) return undefined;
  const keys = hasClassArrivals(text) ? [...replaced, "classes"] : replaced;
  return keys.reduce((patched, key) => withoutKey(patched, ["workload", key]), played);
}

/** Classes with arrivals of their own would come beside those of the file. */
function hasClassArrivals(text: string): boolean {
  const { workload } = (readYaml(text)?.values ?? {}) as { workload?: { classes?: unknown } };
  const classes = workload?.classes;
  return Array.isArray(classes) && classes.some((kind) => kind?.arrivals !== undefined);
}
