/**
 * A YAML document: the values written in it, and where each of them stands.
 */
import { type Document, isMap, isScalar } from "yaml";
import { findNode } from "./document-path.ts";
import type { Path, Place } from "./problem.ts";
import { type Fault, SourceText } from "./source-text.ts";
import { readYaml } from "./yaml-text.ts";

export interface Written {
  values: unknown;
  /** Where a path stands, or the last thing on its way, and then what is missing from there. */
  find(path: Path, at?: "key"): { place: Place; missing?: Path };
}

/** Reads a text that should hold one mapping. Throws a `ScenarioError` where it does not. */
export function readDocument(source: string, file: string): Written {
  const written = new SourceText(source, file);
  const read = readYaml(written.text);
  if ("faults" in read) throw written.error(read.faults);
  const { document, values } = read;
  const faults = rootFaults(document);
  if (faults.length > 0) throw written.error(faults);
  return {
    values,
    find(path, at) {
      const { offset, ...rest } = findNode(document, path, at);
      return { place: written.placeOf(offset), ...rest };
    },
  };
}

function rootFaults({ contents }: Document): Fault[] {
  if (isMap(contents)) return [];
  if (contents === null || (isScalar(contents) && contents.value === null))
    return [[0, "the file is empty: a scenario is a mapping of keys to values"]];
  return [[contents.range![0], "this is no scenario: a scenario is a mapping of keys to values"]];
}
