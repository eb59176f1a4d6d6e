/**
 * Figures of classes and tenants, each by itself.
 *
 * Counts and tokens of all classes add up to those of the run, and so do rates, which are a second
 * of the run's whole duration. ITL has no percentiles here: a step gives tokens to a batch and does
 * not know whose, and to ask would cost every step its batch.
 */
import type { Seconds } from "../units.ts";
import type { Objectives } from "../workload/class-spec.ts";
import type { RequestClass, Tenant } from "../workload/request-class.ts";
import type {
  DecodePart,
  FirstTokenPart,
  LatencyFigures,
  LatencyKey,
  OutcomeFigures,
  SloFigures,
  ThroughputFigures,
} from "./figures.ts";
import type { Groups } from "./groups.ts";
import { latencyFigures } from "./latency-figures.ts";
import type { RequestMetric } from "./request-log.ts";
import type { ClassTally, Count } from "./tally.ts";
import { ledgerFigures, outcomeFigures, sloFigures, throughputFigures } from "./tally-figures.ts";

/** Requests (counts), their tokens and their rates. */
export interface CountFigures extends OutcomeFigures, ThroughputFigures {
  /** Completed, failed and unfinished together. */
  requests: number;
  /** Requests under objectives, and those that met them. */
  judged: number;
  good: number;
  /** Share of the former that are the latter; null where there are none. */
  share_inside: number | null;
}

export interface ClassFigures extends CountFigures, LatencyFigures<RequestMetric> {
  name: string;
  /** As the scenario has them; null where it says nothing, or each request has its own. */
  priority: number | null;
  tenant: string | null;
  /** Of all requests of the run. */
  share_of_requests: number | null;
  /** Completed requests (a count) cut at `max_model_len`. */
  cut_short: number;
  /** Percentiles beyond which fewer than ten samples lie. */
  few_samples: LatencyKey[];
  /** Mean over tokens after first ones, and the longest of all; of completed requests. */
  mean_itl_ms: number | null;
  max_itl_ms: number | null;
  /** The objectives that hold for it, and whose they are. */
  slo: SloFigures | null;
  slo_of: "class" | "scenario" | null;
  ttft_parts_ms: Record<FirstTokenPart, number> | null;
  decode_parts_ms: Record<DecodePart, number> | null;
}

export interface TenantFigures extends CountFigures {
  /** Null for those who ask on nobody's behalf. */
  name: string | null;
}

/** What figures of a group rest on besides its tally. */
export interface Whole {
  /** Of the run. */
  duration: Seconds;
  /** Of the scenario; holds where a class has none of its own. */
  slo: Objectives | undefined;
}

/** All classes in their order, and all tenants who asked for anything. */
export function groupFigures(
  groups: Groups | undefined,
  whole: Whole,
): { classes: ClassFigures[]; tenants: TenantFigures[] } {
  if (groups === undefined) return { classes: [], tenants: [] };
  const { named, classes, tenants } = groups;
  const all = classes.reduce((sum, tally) => sum + tally.requests, 0);
  return {
    classes: named.classes.map((it, index) => classFigures(it, classes[index]!, { ...whole, all })),
    tenants: tenants
      .map((count, index) => tenantFigures(named.tenants[index], count, whole))
      .filter(({ requests }) => requests > 0),
  };
}

function classFigures(
  { name, priority, tenant, slo: own }: RequestClass,
  tally: ClassTally,
  { duration, slo: common, all }: Whole & { all: number },
): ClassFigures {
  const slo = own ?? common;
  const { ttft, tpot, e2el, decoding, followed, maxItl } = tally;
  const latencies = latencyFigures({ ttft, tpot, e2el });
  return {
    name,
    priority: priority ?? null,
    tenant: tenant ?? null,
    ...countFigures(tally, duration),
    share_of_requests: all > 0 ? tally.requests / all : null,
    cut_short: tally.cutShort,
    ...latencies.figures,
    few_samples: latencies.few,
    mean_itl_ms: followed > 0 ? (1000 * decoding) / followed : null,
    max_itl_ms: followed > 0 ? 1000 * maxItl : null,
    slo: slo === undefined ? null : sloFigures(slo, tally.good),
    slo_of: own !== undefined ? "class" : common !== undefined ? "scenario" : null,
    ...ledgerFigures(tally),
  };
}

const tenantFigures = (
  tenant: Tenant | undefined,
  count: Count,
  { duration }: Whole,
): TenantFigures => ({ name: tenant?.name ?? null, ...countFigures(count, duration) });

function countFigures(count: Count, duration: Seconds): CountFigures {
  const { requests, judged, good } = count;
  return {
    requests,
    ...outcomeFigures(count),
    ...throughputFigures(count, duration),
    judged,
    good,
    share_inside: judged > 0 ? good / judged : null,
  };
}
