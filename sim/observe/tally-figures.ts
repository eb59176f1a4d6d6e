/**
 * Figures of a tally: what became of requests, their tokens and rates, where latencies went, and
 * the objectives that they are held against.
 */
import { FIRST_TOKEN_PARTS, parts } from "../engine/ledger.ts";
import type { Seconds } from "../units.ts";
import type { Objectives } from "../workload/class-spec.ts";
import type {
  DecodePart,
  FirstTokenPart,
  OutcomeFigures,
  SloFigures,
  ThroughputFigures,
} from "./figures.ts";
import type { Count, Tally } from "./tally.ts";
import { table } from "./usage.ts";

export function outcomeFigures(count: Count): OutcomeFigures {
  const { completed, failed, unfinished, refused } = count;
  return { completed, failed, unfinished, refused: { ...refused } };
}

/** @param duration of the run */
export function throughputFigures(count: Count, duration: Seconds): ThroughputFigures {
  const { completed, judged, good, inputTokens, outputTokens } = count;
  return {
    total_input_tokens: inputTokens,
    total_output_tokens: outputTokens,
    request_throughput: perSecond(completed, duration),
    request_goodput: judged > 0 ? perSecond(good, duration) : null,
    output_throughput: perSecond(outputTokens, duration),
    total_token_throughput: perSecond(inputTokens + outputTokens, duration),
  };
}

/** Null of no duration. */
export const perSecond = (many: number, duration: Seconds): number | null =>
  duration > 0 ? many / duration : null;

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
