/**
 * Remedies: what each relaxation did, and which did most.
 *
 * They stand in this order: by the share of requests inside the SLO; where that is equal, by
 * throughput, since at an equal share goodput goes as it does, in steps of 1 %; then by mean
 * end-to-end latency, in steps of 0.1 %. A change of the share that chance could have made is none.
 * Throughput counts where the engines decide it: in closed loops, and where the run is cut; in an
 * open loop that is finished, as many end as arrive. Less load is not held to serve less: only what
 * requests lived through speaks for it.
 */
import type { Summary } from "../../observe/summary.ts";
import type { Changed } from "./paired.ts";
import { isInsideEngine, type Relaxation } from "./relax.ts";

/** Figures of a summary that remedies are judged by. */
export const compared = [
  "request_goodput",
  "request_throughput",
  "mean_ttft_ms",
  "mean_tpot_ms",
  "mean_e2el_ms",
  "p99_ttft_ms",
] as const;

/** The share inside the SLO (null without one), and what else is compared. */
export type Outcome = { share: number | null } & Pick<Summary, (typeof compared)[number]>;

export function outcomeOf(summary: Summary): Outcome {
  const figures = Object.fromEntries(compared.map((key) => [key, summary[key]]));
  return { share: summary.verdict.share, ...figures } as Outcome;
}

/** Changes for the better, in what counts, in the order in which it counts. */
export interface Gains {
  /** Of the share inside the SLO; 0 where chance could have made it. */
  share: number;
  /** Relative, in steps of 1 %; 0 where the engines do not decide it. */
  throughput: number;
  /** Of the mean end-to-end latency, relative, in steps of 0.1 %. */
  latency: number;
}

export interface Remedy extends Outcome {
  limit: Relaxation;
  /** What was changed, in words. */
  change: string;
  /** Requests that came inside the SLO and that fell out of it; null without one. */
  changed: Changed | null;
  gains: Gains;
}

/** What a remedy improves first; null where it improves nothing, or makes that worse. */
export type Improved = keyof Gains | null;

/** Chance of calling any of so many relaxations a remedy where none is, shared out among them. */
export const levelFor = (relaxations: number): number => 0.05 / relaxations;

/** A relaxation as it was run. */
export interface Tried {
  limit: Relaxation;
  change: string;
  after: Outcome;
  changed: Changed | null;
  /** Whether the engines decide how many requests are served. */
  throughputCounts: boolean;
  /** Above this chance, requests that changed sides count for nothing. */
  level: number;
}

export function remedy(tried: Tried, before: Outcome): Remedy {
  const { limit, change, after, changed, level } = tried;
  const shown = changed !== null && changed.p < level;
  const served = tried.throughputCounts && limit !== "load";
  return {
    limit,
    change,
    ...after,
    changed,
    gains: {
      share: shown ? (after.share ?? 0) - (before.share ?? 0) : 0,
      throughput: served ? inSteps(relativeChange(after, before, "request_throughput"), 100) : 0,
      latency: inSteps(-relativeChange(after, before, "mean_e2el_ms"), 1000),
    },
  };
}

/** Relative change of a figure; 0 where it has nothing to stand on. */
export function relativeChange(
  after: Outcome,
  before: Outcome,
  key: (typeof compared)[number],
): number {
  const [now, then] = [after[key], before[key]];
  return now === null || then === null || then === 0 ? 0 : now / then - 1;
}

/** In steps of which so many are 1, without the zero that is below zero. */
const inSteps = (change: number, steps: number): number => Math.round(change * steps) / steps + 0;

/** The remedies, the best first. */
export const ranked = (remedies: readonly Remedy[]): Remedy[] =>
  [...remedies].sort(
    ({ gains: a }, { gains: b }) =>
      b.share - a.share || b.throughput - a.throughput || b.latency - a.latency,
  );

export function improves({ gains }: Remedy): Improved {
  const first = (["share", "throughput", "latency"] as const).find((gain) => gains[gain] !== 0);
  return first !== undefined && gains[first] > 0 ? first : null;
}

const latencies = ["mean_ttft_ms", "mean_tpot_ms", "mean_e2el_ms"] as const;

/** Whether neither shares nor means have changed, for better or worse. */
export const changesNothing = (remedy: Remedy, before: Outcome): boolean =>
  remedy.gains.share === 0 &&
  remedy.gains.throughput === 0 &&
  latencies.every((key) => Math.abs(relativeChange(remedy, before, key)) < 0.0005);

/** The first of ranked remedies, if it improves something, of all or of those inside an engine. */
export function binding(
  order: readonly Remedy[],
  among: "all" | "engine" = "all",
): Remedy | undefined {
  const first = order.find(({ limit }) => among === "all" || isInsideEngine(limit));
  return first !== undefined && improves(first) !== null ? first : undefined;
}
