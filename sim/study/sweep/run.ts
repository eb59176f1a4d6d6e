/**
 * One run of a point: what is kept of a simulation, small enough for thousands of them.
 *
 * Figures are of a run that came to its end. Of queues that grow, latencies and shares depend on
 * how long one looks, so such a run has none.
 */
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import type { Summary } from "../../observe/summary.ts";
import { describe } from "../../scenario/problem.ts";
import { WorkloadError } from "../../workload/workload-error.ts";
import type { Executor, Job, Outcome } from "../jobs/job.ts";
import type { Tally } from "../replications/interval.ts";
import type { TtftOfRun } from "../replications/replicated-figures.ts";
import { type Figures, figuresIn, noFigures } from "./metrics.ts";

/** `unstable`: the queues still grow; `stuck`: time passes and nothing gets on. */
export type RunEnd = "finished" | "unstable" | "stuck" | "refused";

export interface SweepRun {
  status: RunEnd;
  /** Why it is not finished, in words. */
  reason: string | null;
  /** Of the whole run, as `rooflight run` prints it; null where it was given up or refused. */
  digest: string | null;
  /** Whether its objectives were met; null where none are stated, or it is not finished. */
  slo_met: boolean | null;
  figures: Figures;
  /** Requests (counts) that had objectives and that met them, and how their TTFT spread. */
  judged: Tally & TtftOfRun;
}

/** Does the run; undefined where it was interrupted. */
export async function doRun(job: Job, executor: Executor): Promise<SweepRun | undefined> {
  try {
    const outcome = await executor.execute(job);
    return outcome && runOf(outcome);
  } catch (error) {
    const reason = reasonIn(error);
    if (reason === undefined) throw error;
    return { ...without("refused", reason), digest: null };
  }
}

function runOf({ status, summary, digest, stuck, gaveUp }: Outcome): SweepRun {
  if (status === "livelock") return { ...without("stuck", stuck.join("; ")), digest };
  if (gaveUp || summary.stability.growing)
    return { ...without("unstable", growth(summary)), digest: gaveUp ? null : digest };
  return {
    status: "finished",
    reason: null,
    digest,
    slo_met: summary.verdict.met,
    figures: figuresIn(summary),
    judged: {
      ...tallyOf(summary),
      mean_ttft_ms: summary.mean_ttft_ms,
      std_ttft_ms: summary.std_ttft_ms,
    },
  };
}

const without = (status: RunEnd, reason: string) => ({
  status,
  reason,
  slo_met: null,
  figures: noFigures,
  judged: { requests: 0, good: 0, mean_ttft_ms: null, std_ttft_ms: null },
});

const growth = ({ stability: { arrivals_per_s, served_per_s } }: Summary): string =>
  `queues grow, ${served_per_s!.toFixed(1)} of ${arrivals_per_s!.toFixed(1)} requests/s served`;

/** What the machines or the workload do not allow, in a line; undefined for any other error. */
function reasonIn(error: unknown): string | undefined {
  if (error instanceof ScenarioProblems) return error.problems.map(describe).join("; ");
  return error instanceof WorkloadError ? describe(error.problem) : undefined;
}

function tallyOf({ classes, slo, completed, failed, unfinished }: Summary): Tally {
  const judged = classes.filter((each) => each.judged > 0);
  if (judged.length === 0)
    return slo === null
      ? { requests: 0, good: 0 }
      : { requests: completed + failed + unfinished, good: slo.good };
  return {
    requests: judged.reduce((sum, each) => sum + each.judged, 0),
    good: judged.reduce((sum, each) => sum + each.good, 0),
  };
}
