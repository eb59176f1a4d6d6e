/**
 * The source: requests, one next arrival at a time.
 *
 * It never holds all requests. Lanes of arrivals are merged in the order of time. Lengths are drawn
 * in the order in which requests arrive, so the k-th request is the same whatever the arrivals, the
 * cluster or the policies do with it.
 */
import { invariant } from "../kernel/invariant.ts";
import type { Random } from "../kernel/random.ts";
import type { Seconds } from "../units.ts";
import { arrivalsIn } from "./class-spec.ts";
import type { Lane } from "./lane.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import { type Files, Recordings } from "./recordings.ts";
import type { Request } from "./request.ts";
import type { RequestClass, Tenant } from "./request-class.ts";
import type { ArrivalsSpec, WorkloadSpec } from "./spec.ts";
import { WorkloadError } from "./workload-error.ts";

export { type Files, noFiles } from "./recordings.ts";

/** A run holds so many requests; the schema says so too, and a test says that both agree. */
export const MOST_REQUESTS = 120_000_000;

export interface Source {
  /** Whether the end of a request may bring a new one. */
  readonly closed: boolean;
  /** What the files it reads have that is harmless but odd, each beginning with the file's name. */
  readonly remarks: readonly string[];
  /** The classes of its requests; empty where nobody speaks of classes. */
  readonly classes: readonly RequestClass[];
  /** The tenants of its requests. */
  readonly tenants: readonly Tenant[];
  /**
   * When the next request arrives, on the grid; `Infinity` when none is known now. In a closed loop
   * the end of a request may bring one that comes sooner. Throws a `WorkloadError` where it would
   * be past the longest time.
   */
  readonly nextAt: Seconds;
  /**
   * The next request to arrive, or undefined when none is known now. Throws likewise. Its arrival
   * is never before the one returned before, if requests are taken when they arrive.
   */
  next(): Request | undefined;
  /**
   * Tells that a request ended (finished or failed) at the client at `now`; a closed loop then
   * has a new request to give, so `next()` may return one again.
   */
  ended(request: Request, now: Seconds): void;
}

/** Throws a `TraceError` or a `WorkloadError` where a file that it names cannot be played. */
export function createSource(spec: WorkloadSpec, random: Random, files: Files): Source {
  invariant(ends(spec), () => "a workload without end: give num_prompts or duration");
  const recordings = new Recordings(files);
  const lanes = createLanes(spec, random, recordings);
  checkRecorded(spec, lanes.recorded);
  return new MergedSource(spec, lanes, recordings);
}

/** Rather at once than after so many requests. */
function checkRecorded({ num_prompts, duration }: WorkloadSpec, requests: number): void {
  if (num_prompts === undefined && duration === undefined && requests > MOST_REQUESTS)
    throw tooMany(`${requests}`);
}

const tooMany = (requests: string): WorkloadError =>
  new WorkloadError(
    ["workload"],
    `brings ${requests} requests, and a run holds ${MOST_REQUESTS} at most`,
  );

/** Whether a workload stops by itself. */
export function ends(spec: WorkloadSpec): boolean {
  if (spec.num_prompts !== undefined) return true;
  return arrivalsIn(spec).every(({ spec: arrivals }) => stops(arrivals, spec.duration));
}

function stops(arrivals: ArrivalsSpec, duration: Seconds | undefined): boolean {
  if (arrivals.process === "trace") return true;
  if (arrivals.process === "piecewise" && !arrivals.repeat) return true;
  const allAtOnce = "request_rate" in arrivals && arrivals.request_rate === Infinity;
  return duration !== undefined && !allAtOnce;
}

class MergedSource implements Source {
  readonly closed: boolean;
  readonly classes: readonly RequestClass[];
  readonly tenants: readonly Tenant[];
  readonly #lanes: readonly Lane[];
  readonly #recordings: Recordings;
  /** Where the requests of each class come from. */
  readonly #laneOf: Lane[] = [];
  readonly #count: number;
  #issued = 0;

  constructor({ num_prompts }: WorkloadSpec, lanes: Lanes, recordings: Recordings) {
    this.closed = lanes.lanes.some((lane) => lane.closed);
    this.classes = lanes.classes;
    this.tenants = lanes.tenants;
    this.#lanes = lanes.lanes;
    this.#recordings = recordings;
    this.#count = num_prompts ?? Infinity;
  }

  get remarks(): readonly string[] {
    return this.#recordings.remarks;
  }

  get nextAt(): Seconds {
    return this.#earliest()?.arrival(this.#issued) ?? Infinity;
  }

  next(): Request | undefined {
    const lane = this.#earliest();
    if (lane === undefined) return undefined;
    if (this.#issued === MOST_REQUESTS) throw tooMany("more");
    const request = lane.take(this.#issued);
    this.#issued += 1;
    this.#laneOf[request.class.index] = lane;
    return request;
  }

  ended(request: Request, now: Seconds): void {
    this.#laneOf[request.class.index]!.ended(now);
  }

  /** The lane whose arrival comes next, if one is known. */
  #earliest(): Lane | undefined {
    if (this.#issued >= this.#count) return undefined;
    let earliest: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.look() && (earliest === undefined || lane.precedes(earliest))) earliest = lane;
    }
    return earliest;
  }
}
