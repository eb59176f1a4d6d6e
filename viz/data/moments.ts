/** Moments of a run that a chart points at: preemptions, memory that is full, the busiest one. */
import { bisectRight } from "d3";
import type { RunRecord, Seconds } from "../../sim/index.ts";
import { clock, count } from "../format.ts";
import { indexAt } from "./series.ts";
import type { Track } from "./track.ts";

const found = new WeakMap<RunRecord, Map<number | undefined, Float64Array>>();

/** When requests of an engine, or of all, were preempted, in order. */
export function preemptions(record: RunRecord, engine: number | undefined): Float64Array {
  const known = found.get(record) ?? new Map<number | undefined, Float64Array>();
  found.set(record, known);
  let instants = known.get(engine);
  if (instants === undefined) {
    const { pauses } = record;
    instants = pauses.from
      .slice(0, pauses.count)
      .filter((_, row) => engine === undefined || pauses.engine[row] === engine)
      .sort();
    known.set(engine, instants);
  }
  return instants;
}

/** How many of them there were up to an instant. */
export const soFar = (instants: Float64Array, until: Seconds): number =>
  bisectRight(instants, until);

/** What a chart says of an instant, on the chart where it happens. */
export interface Annotation {
  at: Seconds;
  text: string;
  /** Where there is little room. */
  brief: string;
}

/** Memory in which no request finds room any more is hardly ever full to the last block. */
const FULL = 0.985;

/** The first time that requests wait because all KV blocks are in use. */
export function memoryFull(
  { intervals, edges, waiting, work }: Track,
  preempted: Float64Array,
): Annotation | undefined {
  if (work === undefined || work.kvBlocks === 0) return undefined;
  for (let i = 0; i < intervals; i++) {
    if (work.kv[i]! < FULL * work.kvBlocks || waiting[i] === 0) continue;
    const losers = preempted.length > 0 ? ", running ones are preempted" : "";
    const all = `all ${count(work.kvBlocks)} in use`;
    const when = clock(edges[i]!, edges[intervals]! < 60 ? 1 : 0);
    const brief = `${when}, ${all}: new requests wait`;
    return { at: edges[i]!, text: brief + losers, brief };
  }
  return undefined;
}

/** The first instant at which most requests run or wait. */
export function busiest({ intervals, edges, running, waiting }: Track): Seconds {
  let [most, at] = [0, 0];
  for (let i = 0; i < intervals; i++) {
    const present = running[i]! + waiting[i]!;
    if (present > most) [most, at] = [present, i];
  }
  return (edges[at]! + edges[Math.min(at + 1, intervals)]!) / 2;
}

/** Seconds from one step to the next about an instant; of a table of requests, an interval. */
export function stepLength({ edges, work, intervals }: Track, instant: Seconds): Seconds {
  const interval = edges[1]! - edges[0]!;
  if (work === undefined || intervals === 0) return interval;
  const here = indexAt(edges, instant);
  let [steps, seconds] = [0, 0];
  for (let i = Math.max(0, here - 4); i < Math.min(intervals, here + 5); i++) {
    steps += work.steps[i]!;
    seconds += edges[i + 1]! - edges[i]!;
  }
  return steps > 0 ? seconds / steps : interval;
}
