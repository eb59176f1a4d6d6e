/**
 * What the runs of a point tell together: whether it holds, and its figures with their intervals.
 *
 * Each figure is the mean over the runs, so that it can be had from their table; its interval is
 * that of what runs of this length show on average.
 */
import { meanInterval, shareInterval } from "../replications/interval.ts";
import { independentRequests } from "../replications/replicated-figures.ts";
import { type Figures, noFigures } from "./metrics.ts";
import type { RunEnd, SweepRun } from "./run.ts";

/** `missing`: the sweep was interrupted before all of its runs were done. */
export type PointStatus = RunEnd | "missing";

/** Bounds are null where one run alone is known, or all that are known leave a side open. */
export interface PointFigure {
  mean: number;
  low: number | null;
  high: number | null;
}

export type PointFigures = Figures<PointFigure>;

export interface ToldPoint {
  status: PointStatus;
  /** Why it is not finished, in words. */
  reason: string | null;
  /** Whether half of its runs or more met their objectives; null where none are stated. */
  slo_met: boolean | null;
  /** By the key of the metric: mean of the runs and 95 % interval, null where there is none. */
  figures: PointFigures;
}

/** What a point comes to by the worst of its runs: figures of the others alone would flatter it. */
const worstFirst: readonly RunEnd[] = ["refused", "stuck", "unstable"];

/** @param whole whether none of its runs is missing */
export function pointFigures(runs: readonly SweepRun[], whole: boolean): ToldPoint {
  const none = { slo_met: null, figures: noFigures };
  if (!whole) return { status: "missing", reason: "interrupted", ...none };
  for (const status of worstFirst) {
    const those = runs.filter((run) => run.status === status);
    if (those.length === 0) continue;
    const some = those.length < runs.length ? `${those.length} of ${runs.length} runs: ` : "";
    return { status, reason: `${some}${those[0]!.reason}`, ...none };
  }
  const figures = Object.keys(noFigures).map((key) => [key, figureOf(key, runs)]);
  return {
    status: "finished",
    reason: null,
    slo_met: metByMost(runs),
    figures: Object.fromEntries(figures),
  };
}

function metByMost(runs: readonly SweepRun[]): boolean | null {
  const judged = runs.filter(({ slo_met }) => slo_met !== null);
  if (judged.length === 0) return null;
  return 2 * judged.filter(({ slo_met }) => slo_met).length >= judged.length;
}

function figureOf(key: string, runs: readonly SweepRun[]): PointFigure | null {
  const values = runs.flatMap(({ figures }) => figures[key] ?? []);
  const [first] = values;
  if (first === undefined) return null;
  const interval = key === "share_inside_slo" ? ofShare(runs) : meanInterval(values);
  return interval ?? { mean: first, low: null, high: null };
}

const ofShare = (runs: readonly SweepRun[]) =>
  shareInterval(
    runs.map(({ judged }) => judged),
    independentRequests(runs.map(({ judged }) => judged)),
  );
