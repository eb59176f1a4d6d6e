/**
 * YAML of the user's: its values, or what is wrong with the text itself, before anybody asks what
 * it means. In bounded time, whatever the text.
 */
import { Document, isAlias, isScalar, type Node, parseDocument, visit, type YAMLError } from "yaml";
import { shortened } from "../printable.ts";
import type { Fault } from "./source-text.ts";

/** Aliases may repeat this many values in all; more is a bomb, not a scenario. */
const MAX_ALIASES = 100;

/** Characters of a text: the parser takes seconds for more of them, if they are chosen so. */
const LONGEST_TEXT = 2 ** 20;

/** Deeper nesting in one place would exhaust the parser's stack, or its time. */
const tooDeep = /(?:[[{]\s*|[-?]\s+){100}/;

const TOO_DEEP = "the text nests too deeply";

/** What a text holds, if it is as YAML should be. */
export interface YamlText {
  document: Document;
  values: unknown;
}

/** Reads a text, or says what is wrong with it. */
export function readYaml(text: string): YamlText | { faults: Fault[] } {
  const before = faultsOfText(text);
  if (before.length > 0) return { faults: before };
  const { document, faults } = parsed(text);
  if (faults.length > 0) return { faults };
  const values = plainValues(document);
  return values === undefined ? { faults: [[0, TOO_MANY_ALIASES]] } : { document, values };
}

function faultsOfText(text: string): Fault[] {
  if (text.length > LONGEST_TEXT) {
    const most = `more than ${LONGEST_TEXT}: keep long tables in files of their own`;
    return [[0, `the text has ${text.length} characters, ${most}`]];
  }
  const deep = tooDeep.exec(text);
  return deep ? [[deep.index, TOO_DEEP]] : [];
}

function parsed(text: string): { document: Document; faults: Fault[] } {
  // The library compares each key of a mapping with all others, which takes too long for many.
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: "error" } as const;
  const document = shallow(() => parseDocument(text, options));
  if (document === undefined) return { document: new Document(), faults: [[0, TOO_DEEP]] };
  const [exhausted] = document.errors.filter(({ code }) => code === "RESOURCE_EXHAUSTION");
  if (exhausted) return { document, faults: [[exhausted.pos[0], TOO_DEEP]] };
  const syntax = syntaxFaults(document);
  if (syntax.length > 0) return { document, faults: syntax };
  const faults = shallow(() => [...keyFaults(document), ...aliasFaults(document)]);
  return { document, faults: faults?.slice(0, MOST_FAULTS) ?? [[0, TOO_DEEP]] };
}

const MOST_FAULTS = 20;

/** What comes of it; undefined where the stack does not hold it. */
function shallow<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** One fault leads to others: at the same place, or after a lost token, they tell nothing. */
function syntaxFaults({ errors, warnings }: Document): Fault[] {
  const faults = new Map<number, string>();
  for (const error of [...errors, ...warnings]) {
    const [offset] = error.pos;
    const isLost = error.message.includes(" in YAML stream");
    if (faults.has(offset) || (isLost && faults.size > 0)) continue;
    faults.set(offset, syntaxMessage(error));
    if (faults.size === MOST_FAULTS) break;
  }
  return [...faults];
}

/** The parser's words, but where they deserve better ones. */
function syntaxMessage({ code, message }: YAMLError): string {
  switch (code) {
    case "MULTIPLE_DOCS":
      return "a second document begins here: a scenario file holds one";
    case "TAB_AS_INDENT":
      return "a tab indents this line: YAML allows spaces only";
    case "TAG_RESOLVE_FAILED":
      return "a tag (!name) means nothing here";
    default:
      return shortened(message, 200);
  }
}

/** Keys that are written twice, or are no names. */
function keyFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<string>();
      for (const { key } of items as { key: Node | null }[]) {
        const offset = key?.range?.[0] ?? 0;
        const name = isScalar(key) ? String(key.value ?? "") : undefined;
        if (isAlias(key)) faults.push([offset, "a key is a name, not an alias"]);
        else if (name === undefined) faults.push([offset, "a key is a name, not a collection"]);
        else if (name === "") faults.push([offset, "a key has no name"]);
        else if (seen.has(name)) faults.push([offset, `${shortened(name)} is written twice`]);
        else seen.add(name);
      }
      return faults.length > MOST_FAULTS ? visit.BREAK : undefined;
    },
  });
  return faults;
}

/** Aliases that name nothing, or something that they are part of, or too many of them. */
function aliasFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  let count = 0;
  visit(document, {
    Alias(_key, alias) {
      const [offset] = alias.range!;
      count += 1;
      if (count > MAX_ALIASES) {
        faults.push([offset, TOO_MANY_ALIASES]);
        return visit.BREAK;
      }
      const target = alias.resolve(document);
      const name = shortened(alias.source);
      if (!target) faults.push([offset, `*${name} names no anchor before it`]);
      else if (offset < target.range![2]) faults.push([offset, `*${name} holds itself`]);
      return undefined;
    },
  });
  return faults;
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
