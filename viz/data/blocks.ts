/** The blocks of a KV cache as they are drawn: squares, who holds what, and what is wasted. */
import type { BlockMap, Tokens } from "../../sim/index.ts";
import { count } from "../format.ts";

/** What a square shows. */
export const FREE = 0;
/** Holds tokens, as many as it can. */
export const FULL = 1;
/** Holds tokens and has room for more: the last block of a request. */
export const PARTIAL = 2;
/** Kept for a request, and nothing is stored in it. */
export const RESERVED = 3;

/** No more squares than these are drawn: beyond, one stands for several blocks. */
const MOST_SQUARES = 20_000;

export interface Squares {
  /** Blocks that one square stands for, all but the last one. */
  perSquare: number;
  count: number;
  /** Request that holds most of the square's blocks; −1 is nobody. */
  owner: Int32Array;
  kind: Uint8Array;
}

export const blocksPerSquare = (blocks: number): number =>
  Math.max(1, Math.ceil(blocks / MOST_SQUARES));

/** Squares in physical order. */
export function squaresOf({ owner, stored, blockSize }: BlockMap): Squares {
  const blocks = owner.length;
  const perSquare = blocksPerSquare(blocks);
  const squares = Math.ceil(blocks / perSquare);
  const result: Squares = {
    perSquare,
    count: squares,
    owner: new Int32Array(squares),
    kind: new Uint8Array(squares),
  };
  for (let square = 0; square < squares; square++) {
    const from = square * perSquare;
    const to = Math.min(blocks, from + perSquare);
    const whose = ownerOfMost(owner, from, to);
    result.owner[square] = whose;
    if (whose < 0) continue;
    let [tokens, held] = [0, 0];
    for (let block = from; block < to; block++) {
      if (owner[block] !== whose) continue;
      tokens += stored[block]!;
      held += 1;
    }
    result.kind[square] = tokens === 0 ? RESERVED : tokens < held * blockSize ? PARTIAL : FULL;
  }
  return result;
}

/** Of a few blocks, whose they are for the most part; of equal ones, whoever comes first. */
function ownerOfMost(owner: Int32Array, from: number, to: number): number {
  let best = owner[from]!;
  let most = 0;
  for (let at = from; at < to; at++) {
    let same = 0;
    for (let other = from; other < to; other++) if (owner[other] === owner[at]) same += 1;
    if (same > most) [best, most] = [owner[at]!, same];
  }
  return best;
}

/** What one request holds. */
export interface Holding {
  request: number;
  blocks: number;
  stored: Tokens;
  wasted: Tokens;
}

/** What each request holds, those with the most blocks first. */
export function holdingsOf({ owner, stored, blockSize }: BlockMap): Holding[] {
  const byRequest = new Map<number, Holding>();
  for (let block = 0; block < owner.length; block++) {
    const request = owner[block]!;
    if (request < 0) continue;
    let holding = byRequest.get(request);
    if (holding === undefined) {
      holding = { request, blocks: 0, stored: 0, wasted: 0 };
      byRequest.set(request, holding);
    }
    holding.blocks += 1;
    holding.stored += stored[block]!;
    holding.wasted += blockSize - stored[block]!;
  }
  return [...byRequest.values()].sort(
    (one, other) => other.blocks - one.blocks || one.request - other.request,
  );
}

/** Of a whole cache, in tokens. */
export interface Usage {
  held: Tokens;
  stored: Tokens;
  /** Of what is held; NaN where nothing is. */
  share: number;
  requests: number;
}

export function usageOf({ owner, stored, blockSize }: BlockMap): Usage {
  const requests = new Set<number>();
  let [blocks, tokens] = [0, 0];
  for (let block = 0; block < owner.length; block++) {
    if (owner[block]! < 0) continue;
    requests.add(owner[block]!);
    blocks += 1;
    tokens += stored[block]!;
  }
  const held = blocks * blockSize;
  return { held, stored: tokens, share: tokens / held, requests: requests.size };
}

/** One of five tints for each request: those that came one after the other never share one. */
export const tintOf = (request: number): number => (3 * request + Math.floor(request / 5)) % 5;

/** What pages are worth at this instant: the ratio of requests held, or why there is none. */
export function ratioInWords(paged: BlockMap, reserved: BlockMap): string {
  const [inPages, whole] = [usageOf(paged).requests, usageOf(reserved).requests];
  if (inPages === 0 && whole === 0) return "Nothing is in memory at this instant.";
  if (whole === 0) return "Reserved whole, no request is in memory at this instant.";
  if (inPages > whole) {
    const times = `Same memory, ${ratioOf(inPages, whole)} times the requests`;
    if (isFull(paged)) return `${times}. Then even pages run out.`;
    return paged.waiting === 0 && reserved.waiting > 0 ? `${times}, and none waits.` : `${times}.`;
  }
  if (inPages < whole)
    return (
      `In pages ${count(inPages)} are left and reserved whole ${count(whole)}: ` +
      "those in pages end sooner."
    );
  return reserved.waiting > paged.waiting
    ? `Both hold ${count(whole)} at this instant; reserved whole, ${count(reserved.waiting)} wait.`
    : "Memory is not the limit here: both hold all that came.";
}

/** As many figures as tell it from one, and no more. */
function ratioOf(more: number, less: number): string {
  const ratio = more / less;
  return ratio < 1.1 ? ratio.toFixed(2) : ratio < 10 ? ratio.toFixed(1) : count(ratio);
}

/** Nothing to speak of is free. */
const isFull = ({ owner, waiting }: BlockMap): boolean =>
  waiting > 0 && owner.reduce((free, whose) => free + (whose < 0 ? 1 : 0), 0) < owner.length / 50;
