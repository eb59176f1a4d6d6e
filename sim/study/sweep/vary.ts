/** `--vary path=a,b,c` or `path=lo..hi`: a setting that a sweep varies, from the command line. */
import type { Problem } from "../../scenario/problem.ts";
import {
  readRange,
  repeated,
  sweptPathComplaint,
  type Values,
} from "../../scenario/sections/sweep.ts";
import { readYaml } from "../../scenario/yaml-text.ts";

/** The setting and its values, which are YAML; or why that cannot be. */
export function readVary(written: string): { path: string; values: Values } | Problem {
  const equals = written.indexOf("=");
  const path = written.slice(0, Math.max(0, equals)).trim();
  if (path === "") {
    const message = "is not of the form path=values, such as cluster.pools.0.engines=1,2,4";
    return { path: [], message };
  }
  const message = sweptPathComplaint(path);
  if (message !== undefined) return { path: [path], message };
  const values = readValues(written.slice(equals + 1));
  return typeof values === "string" ? { path: [path], message: values } : { path, values };
}

const looksLikeRange = /^\s*[-+.\d].*\.\./;

/** A text is what is wrong with them. */
function readValues(text: string): Values | string {
  if (looksLikeRange.test(text)) return readRange(text);
  if (text.trim() === "") return "has no values";
  const read = readYaml(`[${text}]`);
  if ("faults" in read) return `its values are not YAML: ${read.faults[0]?.[1]}`;
  const values = read.values as unknown[];
  const at = repeated(values);
  return at === undefined ? values : `lists ${JSON.stringify(values[at])} twice`;
}
