/**
 * A YAML document: the values written in it, and where each of them stands.
 */
import { type Document, isMap, isScalar, LineCounter } from "yaml";
import { findNode } from "./document-path.ts";
import { type Path, type Place, ScenarioError } from "./problem.ts";
import { type Fault, readYaml } from "./yaml-text.ts";

export interface Written {
  values: unknown;
  /** Where a path stands, or the last thing on its way, and then what is missing from there. */
  find(path: Path, at?: "key"): { place: Place; missing?: Path };
}

/** Reads a text that should hold one mapping. Throws a `ScenarioError` where it does not. */
export function readDocument(source: string, file: string): Written {
  const text = source.replace(/^\uFEFF/, "");
  const placeOf = placesIn(text, file);
  const refuse = (faults: Fault[]): never => {
    throw new ScenarioError(
      faults.map(([offset, message]) => ({ path: [], message, place: placeOf(offset) })),
    );
  };

  const read = readYaml(text);
  if ("faults" in read) return refuse(read.faults);
  const { document, values } = read;
  const faults = rootFaults(document);
  if (faults.length > 0) refuse(faults);
  return {
    values,
    find(path, at) {
      const { offset, ...rest } = findNode(document, path, at);
      return { place: placeOf(offset), ...rest };
    },
  };
}

/** Where an offset of the text lies. */
function placesIn(text: string, file: string): (offset: number) => Place {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
    lines.addNewLine(at + 1);
  return (offset) => {
    const { line, col: column } = lines.linePos(offset);
    return { label: `${file}:${line}:${column}`, line, column };
  };
}

function rootFaults({ contents }: Document): Fault[] {
  if (isMap(contents)) return [];
  if (contents === null || (isScalar(contents) && contents.value === null))
    return [[0, "the file is empty: a scenario is a mapping of keys to values"]];
  return [[contents.range![0], "this is no scenario: a scenario is a mapping of keys to values"]];
}
