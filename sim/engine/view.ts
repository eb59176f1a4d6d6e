/** An engine as routers and probes see it: everything to read, nothing to turn. */
import type { Reach } from "../kernel/reach.ts";
import type { BlockNeed } from "../machine/kv-blocks.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { KvRegion, KvUse } from "./kv-cache/kv-cache.ts";

export interface EngineView {
  /** `mixed-0`: its pool's role and its place. */
  readonly name: string;
  /** Its place among all engines of the cluster. */
  readonly index: number;
  /** How far its layers see that do not see all of a request; absent where all do. */
  readonly reach?: Reach | undefined;
  /** How many blocks of its cache tokens take; absent where one group of layers has them all. */
  readonly blockNeed?: BlockNeed | undefined;
  /** Requests in its queue. */
  readonly waiting: number;
  /** Requests that hold a place in its batch. */
  readonly running: number;
  /** Waiting and running together. */
  readonly outstanding: number;
  /** KV blocks in all, and held. */
  readonly kvBlocks: number;
  readonly kvBlocksHeld: number;
  /** Where its KV memory is, in tokens. The record is lent: it changes with the next call. */
  kvUse(): KvUse;
  /** What a contiguous cache set aside for a running request; undefined where it is paged. */
  kvRegion(request: Request): KvRegion | undefined;
  /** Steps returned so far. */
  readonly stepsFinished: number;
  /**
   * Steps of ranks that share its experts in which it had nothing to compute for anybody, and went
   * along with a dummy. Its time is idle in them.
   */
  readonly dummySteps: number;
  /** Seconds since the start by cause, in the order of `causes`; up to the last step's end. */
  readonly secondsByCause: Readonly<Float64Array>;
  /** Seconds since the start for which the head of the queue waited, in the order of `waits`. */
  secondsWaited(now: Seconds): Readonly<Float64Array>;
  /** Running requests, oldest first, and how many of their tokens are computed. */
  runningRequests(): Iterable<Request>;
  computed(request: Request): number;
}
