/** What the schema does not say of its keys: which stand instead of others, or need one another. */
import type { Path } from "../../sim/index.ts";
import { withoutKey, withValue } from "./patch.ts";
import { entry, isMapping, mapping, valueAt } from "./values.ts";
import { readYaml } from "./yaml-text.ts";

/** Keys that stand instead of others. */
const alternatives: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["prompt_tokens", "output_tokens"], ["lengths"]],
  [
    ["mean", "std"],
    ["median", "sigma"],
  ],
  [["num_prompts"], ["duration"]],
];

/** The side of an alternative that a key is on, and the other. */
export function sidesOf(key: string): { own: readonly string[]; other: readonly string[] } {
  for (const [a, b] of alternatives) {
    if (a.includes(key)) return { own: a, other: b };
    if (b.includes(key)) return { own: b, other: a };
  }
  return { own: [], other: [] };
}

const GOALS = ["ttft", "tpot", "itl", "e2el"];

/** Whether a key that is not written could not be: others say already what it would. */
export function isMoot(path: Path, values: unknown): boolean {
  const [above, key] = [valueAt(values, path.slice(0, -1)), String(path.at(-1))];
  if (path[0] === "workload" && path[1] !== "classes") {
    const classes = valueAt(values, ["workload", "classes"]);
    const said = path[1] === "lengths" ? sidesOf("lengths").other : [String(path[1])];
    const isSaid = (one: unknown): boolean => said.some((name) => name in mapping(one));
    return Array.isArray(classes) && classes.some(isSaid);
  }
  if (path[1] === "classes" && key === "share" && path.at(-2) !== "slo")
    return entry(above, "arrivals") !== undefined;
  return key === "share" && !GOALS.some((goal) => goal in mapping(above));
}

/** What most runs end after. */
const PROMPTS = 10_000;

/** With an end of arrivals, where nothing else ends them. */
export function withEnd(text: string): string {
  const workload = valueAt(readYaml(text)?.values, ["workload"]);
  if (!isMapping(workload) || workload.num_prompts || workload.duration) return text;
  const { process, repeat } = mapping(workload.arrivals);
  const endsItself = process === undefined || process === "trace" || process === "piecewise";
  return endsItself && repeat !== true
    ? text
    : withValue(text, ["workload", "num_prompts"], PROMPTS);
}

/** Without what a key stands instead of. */
export const withoutOthers = (text: string, path: Path): string =>
  sidesOf(String(path.at(-1))).other.reduce(
    (edited, key) => withoutKey(edited, [...path.slice(0, -1), key]),
    text,
  );
