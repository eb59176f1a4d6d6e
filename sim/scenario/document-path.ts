/**
 * The way from a path to a position in a YAML document.
 */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
} from "yaml";
import type { Path } from "./problem.ts";

/** A value in the document, with the key before it if it has one. */
interface Spot {
  key?: Node;
  value: Node | null;
}

export interface Found {
  offset: number;
  /** The beginning of the path that is not in the document; absent where all of it is. */
  missing?: Path;
}

/** Where a path stands, or the last thing on its way. */
export function findNode(document: Document, path: Path, at?: "key"): Found {
  let spot: Spot = { value: document.contents };
  for (const [depth, step] of path.entries()) {
    const next = below(document, spot, step);
    if (!next) return { offset: offsetOf(spot), missing: path.slice(0, depth + 1) };
    spot = next;
  }
  return { offset: offsetOf(spot, at) };
}

function below(document: Document, { value }: Spot, step: string | number): Spot | undefined {
  const collection = isAlias(value) ? value.resolve(document) : value;
  if (isSeq<Node>(collection)) {
    const item = collection.items[Number(step)];
    return item && { value: item };
  }
  if (!isMap<Node, Node | null>(collection)) return undefined;
  const isStep = ({ key }: Pair<Node, Node | null>) =>
    isScalar(key) && String(key.value) === String(step);
  return collection.items.find(isStep);
}

/** A value stands where it begins; a block of lines, or nothing at all, where its key does. */
function offsetOf({ key, value }: Spot, at?: "key"): number {
  const byKey = at === "key" || isEmpty(value) || (isCollection(value) && !value.flow);
  const node = key && byKey ? key : value;
  return node?.range?.[0] ?? 0;
}

const isEmpty = (value: Node | null): boolean =>
  value === null || value.range?.[0] === value.range?.[1];
