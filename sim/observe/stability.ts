/**
 * Stability: do the queues still grow when arrivals end?
 *
 * Of a queue that grows no latency can be foretold: it depends on how long one looks. The lengths
 * of all queues together are compared at instants equally far apart. Their changes have a mean
 * above zero where the queues grow, and sum to next to nothing where they come and go, so Student's
 * t of the changes tells the two apart, however bursty both are. A queue that was empty in the
 * second half, or has stopped growing there, does not grow still.
 *
 * On a single server (M/G/1, `test/observe/stability.test.ts`) the test cries wolf on no load of
 * 90 % and misses few of 110 %, once there are some thousand requests: fewer do not tell.
 */
import { formatCount, type Seconds } from "../units.ts";
import type { RequestLog } from "./request-log.ts";

/** Rates are of the second half of the time in which requests arrived, in requests a second. */
export interface Stability {
  /** Null where arrivals are too few, or all at once, so that nothing can be said. */
  growing: boolean | null;
  arrivals_per_s: number | null;
  served_per_s: number | null;
  /** The one less the other. */
  growth_per_s: number | null;
  /** That the queues grow, in words; null where they do not. */
  sentence: string | null;
}

/** Fewer arrivals than these show nothing. */
const LEAST_ARRIVALS = 100;
/** Changes that are looked at, and Student's t of 19 degrees that is exceeded by chance in 5 % … */
const CHANGES = 20;
const CERTAIN = 1.729;
/** … and in 20 % of cases: growth goes on in the second half. */
const LIKELY = 0.861;

/** @param closed whether a new request comes only when another has ended: no queue can grow then */
export function stabilityOf(log: RequestLog, closed: boolean): Stability {
  const first = log.arrival[0]!;
  const last = log.arrival[log.count - 1]!;
  if (log.count < LEAST_ARRIVALS || first === last) return unknown(closed ? false : null);
  const middle = (first + last) / 2;
  const half = log.rowAt(middle);
  const growing =
    !closed &&
    growth(log, first, last) > CERTAIN &&
    growth(log, middle, last) > LIKELY &&
    growth(log, (middle + last) / 2, last) > 0 &&
    neverEmpty(log, half);
  const arrivals = (log.count - half) / (last - middle);
  const served = log.completedBetween(middle, last).completed / (last - middle);
  return {
    growing,
    arrivals_per_s: arrivals,
    served_per_s: served,
    growth_per_s: arrivals - served,
    sentence: growing ? inWords(arrivals, served) : null,
  };
}

const inWords = (arrivals: number, served: number): string =>
  `The queue still grows by ${formatCount(60 * (arrivals - served))} requests a minute ` +
  `(arrivals ${arrivals.toFixed(1)}/s, served ${served.toFixed(1)}/s): the latencies below ` +
  "depend on how long the run was, and no steady state exists.";

const unknown = (growing: boolean | null): Stability => ({
  growing,
  arrivals_per_s: null,
  served_per_s: null,
  growth_per_s: null,
  sentence: null,
});

/** Student's t of the changes of all queues' length between `from` and `to`. */
function growth(log: RequestLog, from: Seconds, to: Seconds): number {
  let before = log.waiting[log.rowAt(from)]!;
  let mean = 0;
  let squares = 0;
  for (let k = 1; k <= CHANGES; k++) {
    const now = log.waiting[log.rowAt(from + ((to - from) * k) / CHANGES)]!;
    const distance = now - before - mean;
    mean += distance / k;
    squares += distance * (now - before - mean);
    before = now;
  }
  const error = Math.sqrt(squares / (CHANGES - 1) / CHANGES);
  return mean === 0 ? 0 : mean / error;
}

/** Whether from this row on every request found another one waiting. */
function neverEmpty(log: RequestLog, from: number): boolean {
  for (let row = from; row < log.count; row++) {
    const others = log.waiting[row]! - (log.isRefused(row) ? 0 : 1);
    if (others <= 0) return false;
  }
  return true;
}
