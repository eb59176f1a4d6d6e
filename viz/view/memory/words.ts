/** What is said of KV memory: of a block, of a layout, of what a layout wastes. */
import type { BlockMap } from "../../../sim/index.ts";
import { blocksPerSquare, type Holding, type Usage, usageOf } from "../../data/blocks.ts";
import { count, inOne, percent } from "../../format.ts";

export const layoutNames = { paged: "Paged", contiguous: "Reserved whole" } as const;

/** "Block 4,211: r276, 16 of 16 tokens. r276 holds 33 blocks with 520 tokens." */
export function blockInWords(
  { owner, stored, blockSize }: BlockMap,
  block: number,
  holdings: ReadonlyMap<number, Holding>,
): string {
  const holding = holdings.get(owner[block]!);
  if (holding === undefined) return `Block ${count(block)} is free.`;
  const name = `r${holding.request}`;
  const tokens = `${stored[block]} of ${blockSize} tokens`;
  const all = `${count(holding.blocks)} blocks with ${count(holding.stored)} tokens`;
  return `Block ${count(block)}: ${name}, ${tokens}. ${name} holds ${all}.`;
}

/** Behind the name of a layout. */
export function heldInWords(map: BlockMap): string {
  const { requests } = usageOf(map);
  const are = requests === 1 ? "request is" : "requests are";
  const waits = map.waiting === 1 ? "waits" : "wait";
  const queue = map.waiting > 0 ? `, ${count(map.waiting)} ${waits}` : "";
  return `${count(requests)} ${are} in it${queue}`;
}

/** What becomes of held memory. */
export function shareInWords(layout: BlockMap["layout"], { held, share }: Usage): string {
  if (held === 0) return "Nothing is held at this instant.";
  const [holds, rest] = [inOne(percent(share)), inOne(percent(1 - share))];
  return layout === "paged"
    ? `${holds} of what is held holds tokens, ${rest} is lost in half-filled last blocks.`
    : `${holds} of what is held holds tokens, ${rest} is kept for answers that may never come.`;
}

/** The lighter words after the title. */
export function noteOf({ owner, blockSize }: BlockMap, engine: string | undefined): string {
  const perSquare = blocksPerSquare(owner.length);
  const of = engine === undefined ? "" : ` of ${engine}`;
  const square = perSquare === 1 ? "one square is one block" : `one square is ${perSquare} blocks`;
  const blocks = `${count(owner.length)} blocks of ${blockSize} tokens${of}`;
  return `${blocks}; ${square}, tints tell requests apart, the chosen one in ink`;
}

export const findingOf = (maps: readonly BlockMap[]): string =>
  maps
    .map((map) => `${layoutNames[map.layout]}: ${shareInWords(map.layout, usageOf(map))}`)
    .join(" ");
