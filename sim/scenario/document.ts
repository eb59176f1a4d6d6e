/**
 * A YAML document: the values written in it, and where each of them stands.
 */
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { findNode } from "./document-path.ts";
import { type Path, type Place, ScenarioError } from "./problem.ts";

export interface Written {
  values: unknown;
  /** Where a path stands, or the last thing on its way, and then what is missing from there. */
  find(path: Path, at?: "key"): { place: Place; missing?: Path };
}

/** Aliases may repeat this many values in all; more is a bomb, not a scenario. */
const MAX_ALIASES = 100;

/** Deeper nesting in one place would exhaust the parser's stack. */
const tooDeep = /(?:[[{]\s*){100}|(?:- +){100}/;

/** Something wrong with the text itself, before anybody asks what it means. */
type Fault = [offset: number, message: string];

/** Reads a text that should hold one mapping. Throws a `ScenarioError` where it does not. */
export function readDocument(source: string, file: string): Written {
  const text = source.replace(/^\uFEFF/, "");
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col: column } = lines.linePos(offset);
    return { label: `${file}:${line}:${column}`, line, column };
  };
  const refuse = (faults: Fault[]): never => {
    throw new ScenarioError(
      faults.map(([offset, message]) => ({ path: [], message, place: placeOf(offset) })),
    );
  };

  if (tooDeep.test(text)) {
    lines.addNewLine(0);
    refuse([[0, "the text nests too deeply"]]);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [
    ...syntaxFaults(document, text),
    ...aliasFaults(document),
    ...rootFaults(document),
  ];
  if (faults.length > 0) refuse(faults);
  return {
    values: plainValues(document) ?? refuse([[0, TOO_MANY_ALIASES]]),
    find(path, at) {
      const { offset, ...rest } = findNode(document, path, at);
      return { place: placeOf(offset), ...rest };
    },
  };
}

const syntaxFaults = (document: Document, text: string): Fault[] =>
  [...document.errors, ...document.warnings].map((error) => [
    error.pos[0],
    syntaxMessage(error, text),
  ]);

/** The parser's words, but where they deserve better ones. */
function syntaxMessage({ code, message, pos }: YAMLError, text: string): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return `${/^[^\s:]+/.exec(text.slice(pos[0]))?.[0]} is written twice`;
    case "MULTIPLE_DOCS":
      return "a second document begins here: a scenario file holds one";
    case "TAB_AS_INDENT":
      return "a tab indents this line: YAML allows spaces only";
    case "TAG_RESOLVE_FAILED":
      return "a tag (!name) means nothing here";
    default:
      return message;
  }
}

/** Aliases that name nothing, or something that they are part of. */
function aliasFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias(_key, alias) {
      const [offset] = alias.range!;
      const target = alias.resolve(document);
      if (!target) faults.push([offset, `*${alias.source} names no anchor before it`]);
      else if (offset < target.range![2]) faults.push([offset, `*${alias.source} holds itself`]);
    },
  });
  return faults;
}

function rootFaults({ contents }: Document): Fault[] {
  if (isMap(contents)) return [];
  if (contents === null || (isScalar(contents) && contents.value === null))
    return [[0, "the file is empty: a scenario is a mapping of keys to values"]];
  return [[contents.range![0], "this is no scenario: a scenario is a mapping of keys to values"]];
}

const TOO_MANY_ALIASES = `aliases repeat more than ${MAX_ALIASES} values: write them out`;

/** The values; undefined where aliases would blow them up. */
function plainValues(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
