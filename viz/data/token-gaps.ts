/** The gaps between the tokens of one request, by the parts that the ledger has for decoding. */
import { parts, type RunRecord, type Seconds, type TokenColumns } from "../../sim/index.ts";
import { indexOf } from "./by-request.ts";
import { decodeParts, secondsOf } from "./ledger-parts.ts";

export interface TokenGaps {
  request: number;
  /** Gap g is the one before token g + 2, counted from 1: the first token has none. */
  count: number;
  /** When the token came that ends the gap, and how long it was. */
  at: Float64Array;
  gap: Float64Array;
  /** Seconds by part, `decodeParts.length` numbers a gap. */
  parts: Float64Array;
  /** Requests in the batch of the step that drew the token. */
  batch: Int32Array;
}

const WIDTH = decodeParts.length;
const place = (key: string): number => decodeParts.findIndex((part) => part.key === key);
const PREEMPTED = place("preempted");
const AGAIN = place("again");

export function tokenGaps(record: RunRecord, tokens: TokenColumns): TokenGaps {
  const count = Math.max(0, tokens.count - 1);
  const gaps: TokenGaps = {
    request: tokens.request,
    count,
    at: tokens.at.slice(1),
    gap: new Float64Array(count),
    parts: new Float64Array(count * WIDTH),
    batch: tokens.batch.slice(1),
  };
  for (let g = 0; g < count; g++) {
    gaps.gap[g] = tokens.at[g + 1]! - tokens.at[g]!;
    decodeParts.forEach((part, at) => {
      gaps.parts[g * WIDTH + at] = secondsOf(part, tokens.parts, (g + 1) * parts.length);
    });
    const paused = gaps.parts[g * WIDTH + PREEMPTED]!;
    if (paused === 0) continue;
    const window = [tokens.at[g]!, tokens.at[g + 1]!] as const;
    const again = Math.min(paused, computing(record, tokens.request, window));
    gaps.parts[g * WIDTH + PREEMPTED] = paused - again;
    gaps.parts[g * WIDTH + AGAIN] = again;
  }
  return gaps;
}

/** How long steps computed pieces of a request's prompt that ended within a window. */
function computing(record: RunRecord, request: number, [from, to]: readonly [Seconds, Seconds]) {
  const { begin, end } = record.pieces;
  const { start, row } = indexOf(record).pieces;
  let sum = 0;
  for (const piece of row.subarray(start[request]!, start[request + 1]!))
    if (end[piece]! > from && end[piece]! <= to) sum += end[piece]! - begin[piece]!;
  return sum;
}

/** The longest gap: an index; undefined where there is none. */
export function longestGap({ gap }: TokenGaps): number | undefined {
  let longest: number | undefined;
  gap.forEach((seconds, g) => {
    if (longest === undefined || seconds > gap[longest]!) longest = g;
  });
  return longest;
}

/** The part that made a gap longer than the usual one: an index into `decodeParts`. */
export function culprit({ count, parts: seconds }: TokenGaps, gap: number): number {
  let most = 0;
  let excess = Number.NEGATIVE_INFINITY;
  for (let part = 0; part < WIDTH; part++) {
    const all = Float64Array.from({ length: count }, (_, g) => seconds[g * WIDTH + part]!).sort();
    const beyond = seconds[gap * WIDTH + part]! - all[Math.floor((count - 1) / 2)]!;
    if (beyond <= excess) continue;
    excess = beyond;
    most = part;
  }
  return most;
}
