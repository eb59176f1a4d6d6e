/**
 * A scenario's text with other values in it: what was not changed stays as it was written, comments
 * and all.
 */
import { type Document, stringify } from "yaml";
import { type Change, changed } from "./override.ts";
import { readYaml } from "./yaml-text.ts";

export type { Change };

/** @param text YAML that a scenario was loaded from */
export function changedText(text: string, changes: readonly Change[]): string {
  const read = readYaml(text);
  if (changes.length === 0 || "faults" in read) return text;
  const values = changes.reduce(changed, read.values);
  const written = inPlace(read.document, changes);
  return written !== undefined && says(written, values) ? written : stringify(values);
}

/** Undefined where a change lies beyond an alias: it would change another place too. */
function inPlace(document: Document, changes: readonly Change[]): string | undefined {
  try {
    for (const { path, value } of changes) document.setIn(path, nodeOf(document, value));
    return document.toString({ lineWidth: 0 });
  } catch {
    return undefined;
  }
}

/** A scalar takes the place of another one, whose comment then stays. */
const nodeOf = (document: Document, value: unknown): unknown =>
  typeof value === "object" ? document.createNode(value) : value;

function says(text: string, values: unknown): boolean {
  const read = readYaml(text);
  return !("faults" in read) && JSON.stringify(read.values) === JSON.stringify(values);
}
