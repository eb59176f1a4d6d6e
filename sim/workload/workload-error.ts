/** Bad input that only a run brings to light. */
import { BeyondTime } from "../kernel/agenda.ts";

/**
 * A workload that cannot be simulated, though each of its values is allowed: bad input, which only
 * drawing it or reading its files brings to light, and perhaps in the middle of a run.
 */
export class WorkloadError extends Error {
  override readonly name = "WorkloadError";
  /** What is wrong, and where from the root of the scenario. */
  readonly problem: WorkloadProblem;

  constructor(path: WorkloadProblem["path"], message: string, found: Found = {}) {
    const value = found.value === undefined ? "" : `${JSON.stringify(found.value)} `;
    super(`${path.join(".")}: ${value}${message}`);
    this.problem = { path, message, ...found };
  }
}

export interface WorkloadProblem extends Found {
  readonly path: readonly (string | number)[];
  /** Read after the path and the value. */
  readonly message: string;
}

interface Found {
  readonly value?: string;
  /** What could stand there instead. */
  readonly choices?: readonly string[];
}

/** What went wrong in a run, where a workload that lasts too long is to blame for it. */
export const asWorkloadError = (error: unknown): unknown =>
  error instanceof BeyondTime
    ? new WorkloadError(["workload"], `is not over in time: ${error.message}`)
    : error;
