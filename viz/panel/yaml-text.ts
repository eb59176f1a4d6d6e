/** YAML as a text that is edited: what it holds, where things stand, how a value is written. */
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  stringify,
  type YAMLMap,
} from "yaml";
import type { Path } from "../../sim/index.ts";

export interface YamlText {
  document: Document;
  values: unknown;
}

/** Texts read last: a text that is turned is asked for by many, each time it changes. */
const known = new Map<string, YamlText | undefined>();
const MOST_KNOWN = 8;

/** What a text holds, to be read only; undefined where it is no YAML. */
export function readYaml(text: string): YamlText | undefined {
  const read = known.has(text) ? known.get(text) : parsed(text);
  known.delete(text);
  known.set(text, read);
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
  return read;
}

/** A document of one's own, to be changed. */
export function parsed(text: string): YamlText | undefined {
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
  if (document.errors.length > 0) return undefined;
  try {
    return { document, values: document.toJS() };
  } catch (error) {
    // Aliases that name nothing, or too much.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** The node at a path, and how far down the path there are nodes. */
export function deepest({ contents }: Document, path: Path): { node: Node | null; depth: number } {
  let node: Node | null = contents;
  for (const [depth, step] of path.entries()) {
    const below: unknown = isCollection(node) ? node.get(step, true) : undefined;
    if (below === undefined) return { node, depth };
    node = below as Node;
  }
  return { node, depth: path.length };
}

export type Entry = Pair<Scalar, Node | null>;

/** The keys of a mapping with what they hold; undefined where some key is no plain one. */
export function entriesOf(map: YAMLMap): Entry[] | undefined {
  const isPlain = (item: unknown): item is Entry =>
    isPair(item) && isScalar(item.key) && item.key.range != null;
  return map.items.every(isPlain) ? (map.items as unknown[] as Entry[]) : undefined;
}

/** The offset after the last character of a key and all that it holds. */
export const endOf = ({ key, value }: Entry): number =>
  value?.range ? lastOf(value) : key.range![1];

/** Blocks count the lines behind them as theirs, so it is the last thing inside that ends them. */
function lastOf(node: Node): number {
  const end = node.range![1];
  if (!isCollection(node) || node.flow) return end;
  const last = node.items.at(-1);
  if (isMap(node)) return isPair(last) ? endOf(last as Entry) : end;
  return last && "range" in (last as Node) && (last as Node).range ? lastOf(last as Node) : end;
}

/** A value as it is written in a line. */
export function inLine(value: unknown, quotes?: Scalar.Type): string {
  const quoted = quotes === "QUOTE_DOUBLE" || quotes === "QUOTE_SINGLE";
  // Inside a list more has to be quoted than elsewhere, and what may stand there may everywhere.
  const list = stringify([value], {
    collectionStyle: "flow",
    lineWidth: 0,
    ...(quoted && { defaultStringType: quotes }),
  });
  return list.trim().slice(1, -1).trim();
}
