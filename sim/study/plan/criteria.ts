/**
 * Criteria: what must hold, each as a share of requests.
 *
 * That a share of requests meets its bounds, and that a percentile stays below one, is the same
 * question: the 99th percentile is at most 500 ms where at least 99 % of requests took no longer.
 * A request that was refused is late for every bound.
 */
import { FATE, type RequestLog, type RequestMetric, type Rows } from "../../observe/request-log.ts";
import type { PercentileKey, PlanSlo, Scenario, Slo } from "../../scenario/schema.ts";
import { plannedMetrics, plannedPercentiles } from "../../scenario/sections/plan.ts";
import { formatPercent, formatSeconds, type Seconds } from "../../units.ts";
import type { Tally } from "../replications/interval.ts";

export interface Criterion {
  /** What is asked: "ttft ≤ 500 ms and tpot ≤ 50 ms for 99 % of requests". */
  words: string;
  /** Share of requests that must be good, 0 … 1. */
  asked: number;
  /** The requests (counts) among these rows that it is about, and those that are good. */
  tally(log: RequestLog, rows: Rows): Tally;
}

/** The scenario under a plan's objectives. */
export function underObjectives(scenario: Scenario, slo: PlanSlo | undefined): Scenario {
  if (slo === undefined) return scenario;
  const { slo: _, ...rest } = scenario;
  const bounds = boundsOf(slo);
  return bounds === undefined ? rest : { ...rest, slo: bounds };
}

/** Bounds that a share of requests must meet, without the percentiles; undefined without any. */
function boundsOf(slo: PlanSlo): Slo | undefined {
  const { ttft, tpot, itl, e2el, share } = slo;
  const bounds = Object.entries({ ttft, tpot, itl, e2el }).filter(([, it]) => it !== undefined);
  return bounds.length === 0 ? undefined : { ...Object.fromEntries(bounds), share };
}

/** All that a scenario and the percentiles of a plan ask for; empty where nothing is. */
export function criteriaOf({ slo, workload }: Scenario, planned: PlanSlo | undefined): Criterion[] {
  const { classes = [] } = workload;
  const own = classes.flatMap((kind, index) =>
    kind.slo === undefined ? [] : [{ index, kind, slo: kind.slo }],
  );
  const others = classes.length > own.length || classes.length === 0;
  return [
    ...own.map(({ index, kind, slo: asked }) => ({
      words: `${inWords(asked)} of ${kind.name}`,
      asked: asked.share,
      tally: judgedOnly((row) => row === index),
    })),
    ...(slo !== undefined && others
      ? [
          {
            words: `${inWords(slo)} of requests`,
            asked: slo.share,
            tally: judgedOnly((row) => classes[row]?.slo === undefined),
          },
        ]
      : []),
    ...(planned === undefined ? [] : percentilesOf(planned)),
  ];
}

function inWords({ share, ...bounds }: Slo): string {
  const each = Object.entries(bounds).map(([metric, limit]) => below(metric, limit));
  return `${each.join(" and ")} for ${formatPercent(share)}`;
}

const below = (what: string, limit: Seconds): string => `${what} ≤ ${formatSeconds(limit)}`;

/** Of the requests of some classes, those that the run itself has judged. */
const judgedOnly =
  (isOne: (index: number) => boolean) =>
  (log: RequestLog, { from, to }: Rows): Tally => {
    let requests = 0;
    let good = 0;
    for (let row = from; row < to; row++) {
      const fate = log.fate[row]!;
      if (fate === FATE.exempt || fate === FATE.dismissed || !isOne(log.class[row]!)) continue;
      requests += 1;
      if (fate === FATE.good) good += 1;
    }
    return { requests, good };
  };

function percentilesOf(planned: PlanSlo): Criterion[] {
  return Object.entries(plannedPercentiles).flatMap(([name, asked]) =>
    plannedMetrics.flatMap((metric) => {
      const key = `${name}_${metric}` as PercentileKey;
      const limit = planned[key];
      if (limit === undefined) return [];
      return { words: below(`${name} ${metric}`, limit), asked, tally: withinOf(metric, limit) };
    }),
  );
}

/** Requests of one output token have no time per token, so that bound is not about them. */
const withinOf =
  (metric: RequestMetric, limit: Seconds) =>
  (log: RequestLog, { from, to }: Rows): Tally => {
    let requests = 0;
    let good = 0;
    for (let row = from; row < to; row++) {
      const complete = log.fate[row]! >= FATE.missed;
      const tokens = log.output[row]!;
      if (metric === "tpot" && complete && tokens < 2) continue;
      requests += 1;
      if (complete && latency(log, row, metric) <= limit) good += 1;
    }
    return { requests, good };
  };

const latency = (log: RequestLog, row: number, metric: RequestMetric): Seconds =>
  metric === "tpot"
    ? (log.e2el[row]! - log.ttft[row]!) / (log.output[row]! - 1)
    : log[metric][row]!;

/** The bounds under a percentile, as objectives of their own, for bounds that need no run. */
export const percentileObjectives = (planned: PlanSlo | undefined): Slo[] =>
  planned === undefined
    ? []
    : Object.entries(plannedPercentiles).flatMap(([name, share]) =>
        plannedMetrics.flatMap((metric) => {
          const limit = planned[`${name}_${metric}` as PercentileKey];
          return limit === undefined ? [] : [{ [metric]: limit, share }];
        }),
      );
