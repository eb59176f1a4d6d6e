/**
 * Figures of a tally: where latencies went, and the objectives that they are held against.
 */
import { FIRST_TOKEN_PARTS, parts } from "../engine/ledger.ts";
import type { Seconds } from "../units.ts";
import type { Objectives } from "../workload/class-spec.ts";
import type { DecodePart, FirstTokenPart, SloFigures } from "./figures.ts";
import type { Tally } from "./tally.ts";
import { table } from "./usage.ts";

/** Mean parts of latency: they sum to mean TTFT, and all of them to mean end-to-end latency. */
export function ledgerFigures({ completed, ledger }: Tally) {
  if (completed === 0) return { ttft_parts_ms: null, decode_parts_ms: null };
  const mean = (from: number) => (_: string, index: number) =>
    (1000 * ledger[from + index]!) / completed;
  const toFirst = parts.slice(0, FIRST_TOKEN_PARTS) as FirstTokenPart[];
  const after = parts.slice(FIRST_TOKEN_PARTS) as DecodePart[];
  return {
    ttft_parts_ms: table(toFirst, mean(0)),
    decode_parts_ms: table(after, mean(FIRST_TOKEN_PARTS)),
  };
}

export function sloFigures(slo: Objectives, good: number): SloFigures {
  const inMs = (seconds: Seconds | undefined) => (seconds === undefined ? null : 1000 * seconds);
  const { ttft, tpot, itl, e2el, share } = slo;
  return {
    ttft_ms: inMs(ttft),
    tpot_ms: inMs(tpot),
    itl_ms: inMs(itl),
    e2el_ms: inMs(e2el),
    share,
    good,
  };
}
