/**
 * A job: one simulation, and what is wanted of it; an executor does jobs, here or elsewhere.
 *
 * A job says everything that its outcome depends on, files aside, so it can be done in any thread
 * and on any machine, in any order and twice, and nothing changes.
 */
import type { RequestLog } from "../../observe/request-log.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { Result } from "../../simulation.ts";

export interface Job {
  scenario: Scenario;
  /** Whether the log of all requests comes along, 43 bytes each. */
  log?: boolean;
  /** Whether to stop as soon as the queues surely grow without end. */
  giveUp?: boolean;
}

/** What a job has come to. */
export interface Outcome extends Result {
  /** Of a job that asked for it. */
  log?: RequestLog;
  /** Whether it was given up: figures are of the run so far, and say nothing of a steady state. */
  gaveUp: boolean;
}

/** Does jobs. What a scenario's files hold, it knows from the start. */
export interface Executor {
  /** Jobs at once (a count): to hand in fewer leaves it idle. */
  readonly width: number;
  /**
   * Does a job when its turn comes; those handed in first come first.
   *
   * @returns undefined where it was interrupted, and from then on of every other job.
   * @throws what the simulation throws: `ScenarioProblems`, `WorkloadError`.
   */
  execute(job: Job): Promise<Outcome | undefined>;
}
