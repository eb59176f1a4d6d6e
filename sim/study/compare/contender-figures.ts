/** What each contender came to over its replications, and the estimates made of that. */
import { type Part, parts } from "../../engine/ledger.ts";
import type { RequestMetric } from "../../observe/request-log.ts";
import type { Summary } from "../../observe/summary.ts";
import { table } from "../../observe/usage.ts";
import type { Replica } from "../replications/replicate.ts";
import type { ContenderFigures, RunCompared } from "./comparison.ts";
import { type Estimate, meanOf, quantileEstimate } from "./estimate.ts";
import {
  type ComparedFigure,
  comparedFigures,
  type FiguresCompared,
  figuresOf,
  isLatency,
  percentileOf,
} from "./figures.ts";

/** A run, and the seed that it had. */
export type SeededReplica = Replica & { seed: number };

/** A contender with all its replications, and what is estimated from them. */
export interface Entrant {
  told: ContenderFigures;
  replicas: readonly SeededReplica[];
  /** Null where some run lacks the figure, or latencies mean nothing. */
  estimates: Readonly<Record<ComparedFigure, Estimate | null>>;
  /** In milliseconds a completed request; null likewise. */
  parts: Readonly<Record<Part, Estimate>> | null;
}

export function entrantOf(
  { name, description }: { name: string; description?: string | undefined },
  replicas: readonly SeededReplica[],
): Entrant {
  const summaries = replicas.map(({ result }) => result.summary);
  const growing = summaries.filter(({ stability }) => stability.growing).length;
  const stuck = replicas.filter(({ result }) => result.status === "livelock").length;
  const stable = stuck === 0 && 2 * growing <= replicas.length;
  const runs = replicas.map((replica) => runOf(replica, stable));
  const estimates = estimatesOf(replicas, runs);
  const partEstimates = stable ? partsOf(summaries) : null;
  const told: ContenderFigures = {
    name,
    description: description ?? null,
    stable,
    growing,
    stuck,
    arrivals_per_s: meanOver(summaries.map(({ stability }) => stability.arrivals_per_s)),
    served_per_s: meanOver(summaries.map(({ stability }) => stability.served_per_s)),
    met: metOf(summaries),
    figures: Object.fromEntries(
      comparedFigures.map((key) => [key, estimates[key]?.value ?? null]),
    ) as FiguresCompared,
    binds: bindsOf(runs),
    limits: limitsOf(summaries),
    parts_ms: partEstimates && table(parts, (part) => partEstimates[part].value),
    runs,
  };
  return { told, replicas, estimates, parts: partEstimates };
}

function runOf({ seed, result }: SeededReplica, stable: boolean): RunCompared {
  const { summary, status, digest } = result;
  const figures = figuresOf(summary);
  for (const key of comparedFigures) if (!stable && isLatency(key)) figures[key] = null;
  const { stability, verdict } = summary;
  return { seed, status, digest, growing: stability.growing, binds: verdict.binds, ...figures };
}

function estimatesOf(replicas: readonly Replica[], runs: readonly RunCompared[]) {
  const sorted = new Map<RequestMetric, Float64Array[]>();
  const samplesOf = (metric: RequestMetric) => {
    const known = sorted.get(metric);
    const samples = known ?? replicas.map(({ log }) => log.latency(metric, log.all).sorted());
    sorted.set(metric, samples);
    return samples;
  };
  const estimate = (key: ComparedFigure): Estimate | null => {
    const values = runs.flatMap((run) => run[key] ?? []);
    if (values.length < runs.length || runs.length === 0) return null;
    const percentile = percentileOf(key);
    if (percentile === undefined) return meanOf(values);
    const { value, without } = quantileEstimate(samplesOf(percentile.metric), percentile.share);
    return { value: 1000 * value, without: without.map((seconds) => 1000 * seconds) };
  };
  return Object.fromEntries(comparedFigures.map((key) => [key, estimate(key)])) as Record<
    ComparedFigure,
    Estimate | null
  >;
}

/** Null where some run completed no request. */
function partsOf(summaries: readonly Summary[]): Record<Part, Estimate> | null {
  const ledgers = summaries.flatMap(({ ttft_parts_ms, decode_parts_ms }) =>
    ttft_parts_ms && decode_parts_ms ? { ...ttft_parts_ms, ...decode_parts_ms } : [],
  );
  if (ledgers.length < summaries.length || ledgers.length === 0) return null;
  return Object.fromEntries(
    parts.map((part) => [part, meanOf(ledgers.map((ledger) => ledger[part]))]),
  ) as Record<Part, Estimate>;
}

function meanOver(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function metOf(summaries: readonly Summary[]): number | null {
  const verdicts = summaries.flatMap(({ verdict }) => verdict.met ?? []);
  return verdicts.length === 0 ? null : verdicts.filter((met) => met).length;
}

/** The limit that most runs name first; of as many, the one that was named first. */
function bindsOf(runs: readonly RunCompared[]): ContenderFigures["binds"] {
  const named = runs.flatMap(({ binds }) => binds ?? []);
  return [...new Set(named)]
    .map((limit) => ({ limit, runs: named.filter((each) => each === limit).length }))
    .sort((a, b) => b.runs - a.runs);
}

function limitsOf(summaries: readonly Summary[]): ContenderFigures["limits"] {
  const [first] = summaries;
  return (first?.verdict.limits ?? [])
    .map(({ limit }) => {
      const shares = summaries.map(
        ({ verdict }) => verdict.limits.find((each) => each.limit === limit)!.share,
      );
      return { limit, share: meanOver(shares)! };
    })
    .sort((a, b) => b.share - a.share);
}
