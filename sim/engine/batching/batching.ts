/**
 * A batching policy: which waiting requests run, and which tokens each step computes.
 *
 * The engine asks for a step's work, prices it, and tells when it has returned.
 */
import type { Seconds } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import type { Wait } from "../ledger.ts";
import type { Step } from "../step.ts";

export interface Batching {
  /** Requests in the queue. */
  readonly waiting: number;
  /** Requests that hold a place, those whose last token is in flight included. */
  readonly running: number;
  /** What keeps the head of the queue from running, since the last `fill`. */
  readonly blockedBy: Wait | "nothing";
  /** When to ask again although nothing happened meanwhile; infinity when never. */
  readonly lookAgainAt: Seconds;

  submit(request: Request): void;

  /** Fills `step` with the work that can be done now. The step is empty where nothing can. */
  fill(step: Step, now: Seconds): void;

  /** `step` has returned: its tokens are out. */
  settle(step: Step): void;

  /** The running requests, oldest first, and how many of their tokens are computed. */
  runningRequests(): Iterable<Request>;
  computed(request: Request): number;
}
