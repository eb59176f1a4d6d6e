/**
 * The headline: how many requests met the SLO, which limit binds and when, in a sentence whose
 * middle can be underlined.
 */
import { type Part, parts, type RunRecord, type Seconds, type Summary } from "../../sim/index.ts";
import { clock, count, counted, inOne, percentMet } from "../format.ts";
import type { Token } from "../palette.ts";
import { endOf, type Window } from "./window.ts";

export interface Headline {
  /** How many requests met the objectives. */
  share: string;
  /** What binds, and the hue of the resource that it is; null where nothing ran or is known. */
  limit: { words: string; hue: Token } | null;
  /** What comes after it. */
  rest: string;
}

type Limit = NonNullable<Summary["verdict"]["binds"]>;

const limits: { readonly [L in Limit]: { words: string; hue: Token } } = {
  compute: { words: "Compute is the limit", hue: "mm" },
  bandwidth: { words: "HBM bandwidth is the limit", hue: "weights" },
  bubble: { words: "The pipeline's bubble is the limit", hue: "bubble" },
  interconnect: { words: "The interconnect is the limit", hue: "coll" },
  launch: { words: "Kernel latency is the limit", hue: "host" },
  host: { words: "The host is the limit", hue: "host" },
  kv: { words: "KV capacity is the limit", hue: "kv" },
  seqs: { words: "max_num_seqs is the limit", hue: "bubble" },
  budget: { words: "The token budget is the limit", hue: "bubble" },
  batch: { words: "Static batching is the limit", hue: "bubble" },
  arrivals: { words: "Only the load limits", hue: "bubble" },
};

/** Limits that a queue waits for: where its waiting is written down, and what it waits for. */
const queues: { readonly [L in Limit]?: { part: Part; waits: string } } = {
  kv: { part: "wait_kv", waits: "requests wait for free KV blocks" },
  seqs: { part: "wait_seqs", waits: "requests wait for a place among the running" },
  budget: { part: "wait_budget", waits: "requests wait for room in a step" },
  batch: { part: "wait_batch", waits: "requests wait for a batch to fill or to end" },
};

export function headline(record: RunRecord): Headline {
  const share = shareInWords(record);
  const binds = record.summary?.verdict.binds ?? null;
  if (binds === null) return { share, limit: null, rest: "" };
  const queue = queues[binds];
  const limit = limits[binds];
  if (queue === undefined) return { share, limit, rest: "." };
  const when = mostly(record, queue.part);
  const waits = `${queue.waits}${preempted(record)}`;
  return { share, limit, rest: when === "" ? `: ${waits}.` : `, ${when}: ${waits}.` };
}

/** Of requests that had objectives; those that did not end did not meet them. */
export function judged({ requests }: RunRecord): { good: number; all: number } {
  let good = 0;
  let all = 0;
  for (const verdict of requests.good) {
    if (verdict === 1) good += 1;
    if (verdict !== 2) all += 1;
  }
  return { good, all };
}

function shareInWords(record: RunRecord): string {
  const { good, all } = judged(record);
  if (record.requests.count === 0) return "No request arrived.";
  if (all === 0) return `${counted(record.requests.count, "request")}, and no SLO is stated.`;
  const share = record.summary?.verdict.share ?? good / all;
  if (good === all) return "Every request met the SLO.";
  return `${inOne(percentMet(share))} of requests met the SLO.`;
}

function preempted({ requests }: RunRecord): string {
  const some = requests.preemptions.reduce((sum, times) => sum + Number(times > 0), 0);
  if (some === 0) return "";
  return `, and ${count(some)} ${some === 1 ? "was" : "were"} preempted and had to start over`;
}

function mostly(record: RunRecord, part: Part): string {
  const span = waitedMostly(record, part);
  const end = endOf(record);
  if (span === undefined || span[1] - span[0] >= 0.8 * end) return "";
  const decimals = end < 10 ? 1 : 0;
  return `mostly from ${clock(span[0], decimals)} to ${clock(span[1], decimals)}`;
}

const BINS = 1000;
/** Left out at either end: so much of the waiting. */
const TAIL = 0.05;

/**
 * When nine tenths of the waiting for something was done: it is spread evenly over the time in
 * which each request waited at all, before it was let in. Undefined where nobody waited for it.
 */
export function waitedMostly(record: RunRecord, part: Part): Window | undefined {
  const { count, arrival, admitted, ledger } = record.requests;
  const end = endOf(record);
  const at = parts.indexOf(part);
  const bin = (instant: Seconds): number => Math.min(BINS - 1, Math.floor((BINS * instant) / end));
  const changes = new Float64Array(BINS + 1);
  let all = 0;
  for (let row = 0; row < count; row++) {
    const waited = ledger[row * parts.length + at]!;
    if (!(waited > 0) || Number.isNaN(admitted[row])) continue;
    const [first, last] = [bin(arrival[row]!), bin(admitted[row]!)];
    const each = waited / (last - first + 1);
    changes[first]! += each;
    changes[last + 1]! -= each;
    all += waited;
  }
  if (all === 0) return undefined;
  return [
    (firstBin(changes, TAIL * all) * end) / BINS,
    ((firstBin(changes, (1 - TAIL) * all) + 1) * end) / BINS,
  ];
}

/** In which bin the sum of all before it and its own reaches an amount. */
function firstBin(changes: Float64Array, amount: number): number {
  let own = 0;
  let sum = 0;
  for (let bin = 0; bin < BINS; bin++) {
    own += changes[bin]!;
    sum += own;
    if (sum >= amount) return bin;
  }
  return BINS - 1;
}
