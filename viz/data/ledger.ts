/**
 * The ledger of one request: where its time went, in whole milliseconds that add up exactly.
 *
 * Totals are rounded first and parts to fit them, so that whoever adds by eye finds no error.
 */
import { parts, type RunRecord, type Seconds } from "../../sim/index.ts";
import { apportion } from "./apportion.ts";
import { indexOf } from "./by-request.ts";
import { decodeParts, firstTokenParts, type LedgerPart, secondsOf } from "./ledger-parts.ts";

export interface LedgerEntry {
  part: LedgerPart;
  seconds: Seconds;
  ms: number;
  /** Of the end-to-end latency. */
  share: number;
}

export interface LedgerGroup {
  /** What is over after it, and when, counted from the arrival. */
  total: string;
  seconds: Seconds;
  ms: number;
  /** In the order of the stack; what took no time is left out. */
  entries: LedgerEntry[];
}

/** Up to the first token, and from there to the last one. */
export type RequestLedger = readonly [firstToken: LedgerGroup, endToEnd: LedgerGroup];

/** The ledger of a request that got all its tokens; undefined for any other. */
export function ledgerOf(record: RunRecord, request: number): RequestLedger | undefined {
  const { ledger, ttft, e2el } = record.requests;
  const [first, whole] = [ttft[request]!, e2el[request]!];
  const from = request * parts.length;
  if (Number.isNaN(whole) || Number.isNaN(first) || Number.isNaN(ledger[from]!)) return undefined;
  const amounts = (of: readonly LedgerPart[]): Amount[] =>
    of.map((part) => ({ part, seconds: secondsOf(part, ledger, from) }));
  const decoding = apart(amounts(decodeParts), recomputing(record, request));
  const [firstMs, wholeMs] = [Math.round(1000 * first), Math.round(1000 * whole)];
  return [
    {
      total: "Time to first token",
      seconds: first,
      ms: firstMs,
      entries: entries(amounts(firstTokenParts), firstMs, whole),
    },
    {
      total: "End to end",
      seconds: whole,
      ms: wholeMs,
      entries: entries(decoding, wholeMs - firstMs, whole),
    },
  ];
}

interface Amount {
  part: LedgerPart;
  seconds: Seconds;
}

function entries(amounts: readonly Amount[], total: number, whole: Seconds): LedgerEntry[] {
  const some = amounts.filter(({ seconds }) => seconds > 0);
  const rounded = apportion(
    some.map(({ seconds }) => 1000 * seconds),
    total,
  );
  return some.map(({ part, seconds }, at) => ({
    part,
    seconds,
    ms: rounded[at]!,
    share: seconds / whole,
  }));
}

/** The simulator's ledger has waiting to restart and computing again in one. */
function apart(amounts: readonly Amount[], again: Seconds): Amount[] {
  const paused = amounts.find(({ part }) => part.key === "preempted")!.seconds;
  const computed = Math.min(paused, again);
  const mended: Record<string, Seconds> = { preempted: paused - computed, again: computed };
  return amounts.map(({ part, seconds }) => ({ part, seconds: mended[part.key] ?? seconds }));
}

/** How long steps computed again what this request had lost after its first token. */
function recomputing(record: RunRecord, request: number): Seconds {
  const { requests, pieces } = record;
  const { start, row } = indexOf(record).pieces;
  const firstToken = requests.arrival[request]! + requests.ttft[request]!;
  let sum = 0;
  for (let at = start[request]!; at < start[request + 1]!; at++) {
    const piece = row[at]!;
    if (pieces.begin[piece]! >= firstToken) sum += pieces.end[piece]! - pieces.begin[piece]!;
  }
  return sum;
}
