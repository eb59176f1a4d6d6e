/**
 * Patches: one value of a YAML text changes, and every other character stays.
 *
 * Each way of editing the text is tried in turn, and the first is taken that reads as it should:
 * what an edit cannot do, with anchors or folded text in its way, the library's own writer does,
 * which keeps comments but not the layout.
 */
import { type Document, isMap, isNode, isScalar, type Node, visit, type YAMLMap } from "yaml";
import type { Path } from "../../sim/index.ts";
import { same, set, unset, valueAt } from "./values.ts";
import { deepest, type Entry, endOf, entriesOf, inLine, parsed, readYaml } from "./yaml-text.ts";

/** A way of editing; undefined where it does not apply. */
type Edit = () => string | undefined;

/** The text with a value at a path. As it was where it is no YAML. */
export function withValue(text: string, path: Path, value: unknown): string {
  const read = readYaml(text);
  if (read === undefined || same(valueAt(read.values, path), value)) return text;
  const { document, values } = read;
  const wanted = set(values, path, value);
  const { node, depth } = deepest(document, path);
  return first(text, wanted, [
    () => (depth === path.length ? replaced(text, node, value) : undefined),
    () => inserted(text, { node, path: path.slice(depth), value }),
    () =>
      rewritten(text, (copy) =>
        copy.setIn(path.slice(0, depth + 1), nested(path.slice(depth + 1), value)),
      ),
    () =>
      rewritten(text, (copy) => copy.setIn(path.slice(0, depth), nested(path.slice(depth), value))),
  ]);
}

/** The text without the value at a path, nor the mappings that hold nothing else. */
export function withoutKey(text: string, path: Path): string {
  const read = readYaml(text);
  if (read === undefined || valueAt(read.values, path) === undefined) return text;
  const wanted = unset(read.values, path);
  const above = path.slice(0, -1);
  if (above.length > 0 && valueAt(wanted, above) === undefined) return withoutKey(text, above);
  const { node } = deepest(read.document, above);
  return first(text, wanted, [
    () => (isMap(node) ? removed(text, node, path.at(-1)!) : undefined),
    () => rewritten(text, (copy) => copy.deleteIn(path)),
  ]);
}

function first(text: string, wanted: unknown, edits: readonly Edit[]): string {
  for (const edit of edits) {
    const edited = edit();
    if (edited !== undefined && same(readYaml(edited)?.values, wanted)) return edited;
  }
  return text;
}

const splice = (text: string, from: number, to: number, piece: string): string =>
  text.slice(0, from) + piece + text.slice(to);

function replaced(text: string, node: Node | null, value: unknown): string | undefined {
  if (!node?.range) return undefined;
  const [from, end] = node.range;
  // Blocks count the line break behind them as theirs.
  const to = text[end - 1] === "\n" ? end - 1 : end;
  const piece = inLine(value, isScalar(node) ? node.type : undefined);
  const isApart = from < to || /\s/.test(text[from - 1] ?? " ");
  return splice(text, from, to, isApart ? piece : ` ${piece}`);
}

/** The mappings of a path around a value: `a`, `b` and 1 are `{ a: { b: 1 } }`. */
const nested = (path: Path, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);

/** What is inserted: the rest of a path below a node that is there. */
interface Insertion {
  node: Node | null;
  path: Path;
  value: unknown;
}

function inserted(text: string, { node, path, value }: Insertion): string | undefined {
  if (!isMap(node)) return replaced(text, node, nested(path, value));
  const entries = entriesOf(node);
  if (entries === undefined) return undefined;
  const [key, ...rest] = path;
  const last = entries.at(-1);
  if (last === undefined) return replaced(text, node, nested(path, value));
  const piece = `${inLine(key)}: ${inLine(nested(rest, value))}`;
  const end = endOf(last);
  if (node.flow) return splice(text, end, end, `, ${piece}`);
  const at = lineEnd(text, end);
  return splice(text, at, at, `\n${" ".repeat(columnOf(text, entries[0]!))}${piece}`);
}

function removed(text: string, map: YAMLMap, key: string | number): string | undefined {
  const entries = entriesOf(map) ?? [];
  const index = entries.findIndex((entry) => entry.key.value === key);
  const [entry, previous, next] = [entries[index], entries[index - 1], entries[index + 1]];
  if (entry === undefined) return undefined;
  const [start, end] = [entry.key.range![0], endOf(entry)];
  if (map.flow && previous) return splice(text, endOf(previous), end, "");
  if (map.flow) return splice(text, start, next ? next.key.range![0] : end, "");
  const line = text.lastIndexOf("\n", start - 1) + 1;
  if (text.slice(line, start).trim() === "") return splice(text, line, lineEnd(text, end) + 1, "");
  return next && splice(text, start, next.key.range![0], "");
}

/** Where the line of an offset ends; what ends with a line break ends on the line before. */
function lineEnd(text: string, offset: number): number {
  if (text[offset - 1] === "\n") return offset - 1;
  const at = text.indexOf("\n", offset);
  return at < 0 ? text.length : at;
}

const columnOf = (text: string, { key }: Entry): number =>
  key.range![0] - (text.lastIndexOf("\n", key.range![0] - 1) + 1);

/** The text as the library writes it after a change; aliases become what they stand for. */
function rewritten(text: string, change: (document: Document) => void): string | undefined {
  const { document } = parsed(text)!;
  visit(document, {
    Alias: (_key, alias) => {
      const target = alias.resolve(document)?.clone();
      if (!isNode(target)) return undefined;
      delete (target as { anchor?: string }).anchor;
      return target;
    },
  });
  try {
    change(document);
  } catch {
    return undefined;
  }
  return document.toString({ lineWidth: 0 });
}
