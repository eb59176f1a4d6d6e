/**
 * The source: requests, one next arrival at a time.
 *
 * It never holds all requests. Lengths are drawn in the order in which requests are asked for, so
 * the k-th request is the same whatever the arrivals, the cluster or the policies do with it.
 */
import { InvariantError, invariant } from "../kernel/invariant.ts";
import type { Random } from "../kernel/random.ts";
import { LONGEST, onGrid } from "../kernel/time.ts";
import type { Seconds } from "../units.ts";
import { type Arrivals, createArrivals } from "./arrivals.ts";
import { createRecorded, createReplay, excerpt } from "./replay.ts";
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
import { readLengths, readTrace, type Trace } from "./trace.ts";

export interface Source {
  /**
   * The next request to arrive, or undefined when none is known now. Its arrival is on the grid
   * and never before the one returned before.
   */
  next(): Request | undefined;
  /**
   * Tells that a request ended (finished or failed) at the client at `now`; a closed loop then
   * has a new request to give, so `next()` may return one again.
   */
  ended(request: Request, now: Seconds): void;
}

/** The text of a file that a scenario names. */
export type Files = (name: string) => string;

export function createSource(spec: WorkloadSpec, random: Random, files: Files): Source {
  invariant(ends(spec), () => "a workload without end: give num_prompts or duration");
  const { arrivals } = spec;
  if (arrivals.process !== "trace") {
    const sizes = createSizes(spec, random, files);
    return new WorkloadSource(spec, createArrivals(arrivals, random.stream("arrivals")), sizes);
  }
  const text = files(arrivals.file);
  const trace = excerpt(readTrace(text, arrivals.file, arrivals.format), arrivals);
  const sizes = createSizes(spec, random, files, trace);
  return new WorkloadSource(spec, createReplay(trace, arrivals), sizes);
}

/** Whether a workload stops by itself. */
export function ends({ arrivals, num_prompts, duration }: WorkloadSpec): boolean {
  if (num_prompts !== undefined || arrivals.process === "trace") return true;
  if (arrivals.process === "piecewise" && !arrivals.repeat) return true;
  const allAtOnce = "request_rate" in arrivals && arrivals.request_rate === Infinity;
  return duration !== undefined && !allAtOnce;
}

function createSizes(spec: WorkloadSpec, random: Random, files: Files, trace?: Trace): NextSize {
  const { lengths } = spec;
  if (lengths?.distribution === "mixture") return createKinds(lengths, random);
  if (lengths?.distribution === "empirical") {
    const rows = readLengths(files(lengths.file), lengths.file, lengths.format);
    return createEmpirical(rows, random);
  }
  return createApart(nextLength("prompt"), nextLength("output"));

  function nextLength(side: "prompt" | "output"): NextLength {
    const own = spec[`${side}_tokens`];
    if (own) return createDrawn(own, `${side}_tokens`, random);
    invariant(trace !== undefined, () => `the workload gives no ${side}_tokens`);
    return createRecorded(trace[side]);
  }
}

class WorkloadSource implements Source {
  readonly #arrivals: Arrivals;
  readonly #nextSize: NextSize;
  readonly #count: number;
  readonly #duration: Seconds;
  #issued = 0;

  constructor(spec: WorkloadSpec, arrivals: Arrivals, nextSize: NextSize) {
    this.#arrivals = arrivals;
    this.#nextSize = nextSize;
    this.#count = spec.num_prompts ?? Infinity;
    this.#duration = spec.duration ?? Infinity;
  }

  next(): Request | undefined {
    if (this.#issued >= this.#count) return undefined;
    const arrival = onGrid(this.#arrivals.next());
    if (arrival === Infinity || arrival >= this.#duration) return undefined;
    if (arrival > LONGEST) throw beyondTheGrid(this.#issued, arrival);
    const { prompt, output } = this.#nextSize();
    return new Request({ id: this.#issued++, arrival, prompt, output, priority: 0 });
  }

  ended(_request: Request, now: Seconds): void {
    this.#arrivals.ended?.(now);
  }
}

const beyondTheGrid = (id: number, arrival: Seconds): InvariantError =>
  new InvariantError(
    `request ${id} arrives at ${arrival} s, past the ${LONGEST} s that time holds`,
  );
