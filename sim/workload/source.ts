/**
 * The source: requests, one next arrival at a time.
 *
 * It never holds all requests. Lengths are drawn in the order in which requests are asked for, so
 * the k-th request is the same whatever the arrivals, the cluster or the policies do with it.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Random } from "../kernel/random.ts";
import { LONGEST, onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { type Files, Recordings } from "./recordings.ts";
import { createRecorded, createReplay } from "./replay.ts";
import { Request } from "./request.ts";
import {
  createApart,
  createDrawn,
  createEmpirical,
  createKinds,
  type NextLength,
  type NextSize,
} from "./sizes.ts";
import type { WorkloadSpec } from "./spec.ts";
import type { Trace } from "./trace.ts";
import { WorkloadError } from "./workload-error.ts";

export type { Files } from "./recordings.ts";

export interface Source {
  /** Whether the end of a request brings a new one. */
  readonly closed: boolean;
  /** What the files it reads have that is harmless but odd, each beginning with the file's name. */
  readonly remarks: readonly string[];
  /**
   * The next request to arrive, or undefined when none is known now. Its arrival is on the grid
   * and never before the one returned before. Throws a `WorkloadError` where it would be past the
   * longest time.
   */
  next(): Request | undefined;
  /**
   * Tells that a request ended (finished or failed) at the client at `now`; a closed loop then
   * has a new request to give, so `next()` may return one again.
   */
  ended(request: Request, now: Seconds): void;
}

/** Throws a `TraceError` where a file that the workload names cannot be played. */
export function createSource(spec: WorkloadSpec, random: Random, files: Files): Source {
  invariant(ends(spec), () => "a workload without end: give num_prompts or duration");
  const recordings = new Recordings(files);
  const { arrivals } = spec;
  if (arrivals.process !== "trace") {
    return new WorkloadSource(spec, {
      arrivals: createArrivals(arrivals, random.stream("arrivals")),
      nextSize: createSizes(spec, random, { recordings }),
      nextPriority: () => 0,
      recordings,
    });
  }
  const trace = recordings.trace(arrivals, spec);
  return new WorkloadSource(spec, {
    arrivals: createReplay(trace, arrivals),
    nextSize: createSizes(spec, random, { recordings, trace }),
    nextPriority: createRecorded(trace.priority),
    recordings,
  });
}

/** Whether a workload stops by itself. */
export function ends({ arrivals, num_prompts, duration }: WorkloadSpec): boolean {
  if (num_prompts !== undefined || arrivals.process === "trace") return true;
  if (arrivals.process === "piecewise" && !arrivals.repeat) return true;
  const allAtOnce = "request_rate" in arrivals && arrivals.request_rate === Infinity;
  return duration !== undefined && !allAtOnce;
}

function createSizes(
  spec: WorkloadSpec,
  random: Random,
  { recordings, trace }: { recordings: Recordings; trace?: Trace },
): NextSize {
  const { lengths } = spec;
  if (lengths?.distribution === "mixture") return createKinds(lengths, random);
  if (lengths?.distribution === "empirical")
    return createEmpirical(recordings.lengths(lengths), random);
  return createApart(nextLength("prompt"), nextLength("output"));

  function nextLength(side: "prompt" | "output"): NextLength {
    const own = spec[`${side}_tokens`];
    if (own) return createDrawn(own, `${side}_tokens`, random);
    invariant(trace !== undefined, () => `the workload gives no ${side}_tokens`);
    return createRecorded(trace[side]);
  }
}

/** What a source draws from, one request after another. */
interface Draws {
  arrivals: Arrivals;
  nextSize: NextSize;
  nextPriority: () => number;
  recordings: Recordings;
}

class WorkloadSource implements Source {
  readonly closed: boolean;
  readonly remarks: readonly string[];
  readonly #arrivals: Arrivals;
  readonly #nextSize: NextSize;
  readonly #nextPriority: () => number;
  readonly #count: number;
  readonly #duration: Seconds | undefined;
  readonly #recorded: boolean;
  #issued = 0;

  constructor(spec: WorkloadSpec, { arrivals, nextSize, nextPriority, recordings }: Draws) {
    this.closed = arrivals.ended !== undefined;
    this.remarks = recordings.remarks;
    this.#arrivals = arrivals;
    this.#nextSize = nextSize;
    this.#nextPriority = nextPriority;
    this.#count = spec.num_prompts ?? Infinity;
    this.#duration = spec.duration;
    this.#recorded = spec.arrivals.process === "trace";
  }

  next(): Request | undefined {
    if (this.#issued >= this.#count) return undefined;
    const at = this.#arrivals.next();
    if (at === undefined) return undefined;
    const arrival = onGrid(at);
    if (this.#duration !== undefined && arrival >= this.#duration) return undefined;
    // Not the same as `>`: rates near 0 lead past infinity, to what is no number.
    if (!(arrival <= LONGEST)) throw this.#tooLate(arrival);
    const { prompt, output } = this.#nextSize();
    const priority = this.#nextPriority();
    return new Request({ id: this.#issued++, arrival, prompt, output, priority });
  }

  ended(_request: Request, now: Seconds): void {
    this.#arrivals.ended?.(now);
  }

  #tooLate(arrival: Seconds): WorkloadError {
    const what = `request ${this.#issued} would arrive at ${arrival} s`;
    const most = `a run lasts ${LONGEST} s (97 days) at most`;
    // A recording may count from 1970, or from months before its own first row.
    const isFar = this.#recorded && this.#issued === 0;
    const remedy = isFar ? "; begin at its first row by start, an instant that becomes 0" : "";
    return new WorkloadError(["workload", "arrivals"], `${what}; ${most}${remedy}`);
  }
}
