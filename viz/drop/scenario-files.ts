/** The files that a scenario names, and a scenario that plays a file. */
import type { Path } from "../../sim/index.ts";
import { withoutKey, withValue } from "../panel/patch.ts";
import { readYaml } from "../panel/yaml-text.ts";

/** Names under `file:` in the workload, whether or not the rest can be run. */
export function filesNamedIn(text: string): string[] {
  const { workload } = (readYaml(text)?.values ?? {}) as { workload?: unknown };
  return namedIn(workload);
}

function namedIn(values: unknown): string[] {
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key === "file" && typeof value === "string" ? [value] : namedIn(value),
  );
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
