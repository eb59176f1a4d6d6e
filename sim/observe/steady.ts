/**
 * The steady part of a run: what is left when its start and its end are taken away.
 *
 * A run begins with nobody in it and, after the last arrival, runs empty. Figures of the whole run
 * mix that with what they are asked for. The start ends where the number of requests that are
 * inside has come to its level; the end begins with the last arrival, or where the first request
 * arrived that never finished, so that no latency is cut off.
 */
import { startUpOf } from "../kernel/mser.ts";
import type { Seconds } from "../units.ts";
import type { LatencyFigures, LatencyKey } from "./figures.ts";
import { latencyFigures } from "./latency-figures.ts";
import { FATE, type RequestLog, type RequestMetric, type Rows } from "./request-log.ts";

/** Latencies are of the requests that arrived in it. */
export interface SteadyPart extends LatencyFigures<RequestMetric> {
  /** It reaches from one arrival to another, on the clock of the run. */
  from_s: Seconds;
  to_s: Seconds;
  /** Requests (a count) that arrived in it. */
  requests: number;
  /** Requests that were complete, those of them that were good, and their tokens, a second. */
  request_throughput: number;
  request_goodput: number | null;
  output_throughput: number;
  /** Share of the requests that arrived in it which met the objectives; null without any. */
  share: number | null;
  /** Percentiles beyond which fewer than ten samples lie. */
  few_samples: LatencyKey[];
}

/** The row with which the steady part begins, or why there is none. */
export type SteadyStart = { row: number; none?: undefined } | { row?: undefined; none: string };

/** Fewer arrivals than these have no parts. */
const LEAST_ARRIVALS = 100;

/**
 * @param logs of one run, or of replications: then the start is looked for in their average, which
 *   shows it where one run's own ups and downs hide it, and is the same for all
 */
export function steadyStart(
  logs: readonly RequestLog[],
  { growing, varying }: { growing: boolean | null; varying: boolean },
): SteadyStart {
  if (growing) return { none: "the queue still grows" };
  if (varying) return { none: "the rate of arrivals changes" };
  const count = logs.length === 0 ? 0 : Math.min(...logs.map(firstOpen));
  if (count < LEAST_ARRIVALS)
    return { none: `fewer than ${LEAST_ARRIVALS} requests arrived in it` };
  const row = startUpOf(insideAll(logs, count));
  if (row === undefined)
    return { none: "the number of requests inside had not come to its level by half of it" };
  if (logs.some((log) => log.arrival[row] === log.arrival[firstOpen(log) - 1]))
    return { none: "all requests arrived at once" };
  return { row };
}

/** Requests (counts) inside at each of the first arrivals, summed over the logs. */
function insideAll(logs: readonly RequestLog[], count: number): Float64Array {
  const sums = new Float64Array(count);
  for (const { inside } of logs) for (let row = 0; row < count; row++) sums[row]! += inside[row]!;
  return sums;
}

/** From this row to the last before which every request is complete or refused. */
export const settledFrom = (log: RequestLog, row: number): Rows => ({
  from: row,
  to: firstOpen(log),
});

/** The first row whose request is neither complete nor refused. */
function firstOpen({ fate, count }: RequestLog): number {
  for (let row = 0; row < count; row++) if (fate[row]! <= FATE.open) return row;
  return count;
}

/** These rows as a part of a run. They must not all have arrived at the same instant. */
export function partOf(log: RequestLog, rows: Rows, hasSlo: boolean): SteadyPart {
  const from = log.arrival[rows.from]!;
  const to = log.arrival[rows.to - 1]!;
  const { completed, good, tokens } = log.completedBetween(from, to);
  const { figures, few } = latencyFigures(log.latencies(rows));
  const requests = rows.to - rows.from;
  return {
    from_s: from,
    to_s: to,
    requests,
    request_throughput: completed / (to - from),
    request_goodput: hasSlo ? good / (to - from) : null,
    output_throughput: tokens / (to - from),
    share: hasSlo ? shareGood(log, rows) : null,
    ...figures,
    few_samples: few,
  };
}

function shareGood(log: RequestLog, rows: Rows): number | null {
  const { requests, good } = log.judged(rows);
  return requests > 0 ? good / requests : null;
}
