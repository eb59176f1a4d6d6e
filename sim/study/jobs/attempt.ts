/**
 * An attempt at a job as plain values: what crosses from one thread or machine to another, where
 * classes do not come along. What is wrong with a scenario crosses like any other outcome.
 */
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import { type LogColumns, RequestLog } from "../../observe/request-log.ts";
import type { Problem } from "../../scenario/problem.ts";
import type { SimulationOptions } from "../../simulation.ts";
import { TraceError } from "../../workload/trace.ts";
import { WorkloadError } from "../../workload/workload-error.ts";
import type { Job, Outcome } from "./job.ts";
import { perform } from "./perform.ts";

export type Attempt =
  | { outcome: PlainOutcome }
  | { problems: readonly Problem[] }
  | { workload: WorkloadError["problem"] }
  | { trace: Pick<TraceError, "file" | "problems" | "message"> };

type PlainOutcome = Omit<Outcome, "log"> & { log?: LogColumns };

/** Does a job in this thread. Throws only what is a bug of ours. */
export function attempt(job: Job, options: SimulationOptions = {}): Attempt {
  try {
    const { log, ...rest } = perform(job, options);
    return { outcome: { ...rest, ...(log && { log: log.columns() }) } };
  } catch (error) {
    if (error instanceof ScenarioProblems) return { problems: error.problems };
    if (error instanceof WorkloadError) return { workload: error.problem };
    if (error instanceof TraceError) return { trace: told(error) };
    throw error;
  }
}

const told = ({ file, problems, message }: TraceError) => ({ file, problems, message });

/** What an attempt came to, as `perform` would have returned or thrown it. */
export function outcomeOf(tried: Attempt): Outcome {
  if ("problems" in tried) throw new ScenarioProblems(tried.problems);
  if ("workload" in tried) {
    const { path, message, ...found } = tried.workload;
    throw new WorkloadError(path, message, found);
  }
  if ("trace" in tried) {
    const { file, problems, message } = tried.trace;
    // Its words quote the file, which is not at hand here.
    throw Object.assign(new TraceError(file, problems), { message });
  }
  const { log, ...rest } = tried.outcome;
  return { ...rest, ...(log && { log: RequestLog.from(log) }) };
}
