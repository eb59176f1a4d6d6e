/**
 * Data-parallel ranks of one engine: engines that bear its name and a number of their own.
 *
 * Where they share experts each waits for the slowest, so the busiest one stands first.
 */
import type { RunRecord, Seconds } from "../../sim/index.ts";
import { hues } from "../hues.ts";
import { oneEngineOf } from "./busiest.ts";
import { binned, indexAt, type Series } from "./series.ts";
import { trackOf } from "./track.ts";
import type { Window } from "./window.ts";

/** One rank in a window. */
export interface RankLane {
  /** Its index among the engines. */
  engine: number;
  name: string;
  /** Share of the window that it idled. */
  idle: number;
  series: Series;
}

export interface Ranks {
  /** What the engine is called. */
  name: string;
  /** How many it has; those that are shown. */
  of: number;
  lanes: RankLane[];
}

const RANK = /-(dp\d+)$/;
/** More would be thinner than a hair. */
const MOST = 64;

/** `mixed-0-dp3` → `mixed-0`; undefined where it is no rank. */
export const groupOf = (name: string): string | undefined =>
  RANK.test(name) ? name.replace(RANK, "") : undefined;

/** The ranks beside which the chosen engine stands, or the busiest one; none where it is alone. */
export function ranksBeside(record: RunRecord, engine: number | undefined): number[] {
  const one = record.engines[oneEngineOf({ run: record, engine })];
  const group = one && groupOf(one.name);
  if (group === undefined) return [];
  return [...record.engines.keys()].filter((e) => groupOf(record.engines[e]!.name) === group);
}

/** @param shortest how long a bin is at least */
export function ranksIn(
  record: RunRecord,
  engines: readonly number[],
  { window, shortest }: { window: Window; shortest: Seconds },
): Ranks | undefined {
  const [first] = engines;
  if (first === undefined || record.timeline === null) return undefined;
  const lanes = engines.map((engine): RankLane => {
    const series = binned(trackOf(record, engine), window, shortest);
    const { name } = record.engines[engine]!;
    return { engine, name: RANK.exec(name)?.[1] ?? name, idle: idleIn(series, window), series };
  });
  lanes.sort((one, other) => one.idle - other.idle || one.engine - other.engine);
  const name = groupOf(record.engines[first]!.name) ?? "";
  return { name, of: engines.length, lanes: lanes.slice(0, MOST) };
}

const IDLE = hues.findIndex(({ key }) => key === "idle");

/** Share of the bin at an instant that a rank idled. */
export const idleAt = ({ series: { edges, work } }: RankLane, instant: Seconds): number =>
  work!.shares[indexAt(edges, instant) * hues.length + IDLE]!;

function idleIn({ bins, edges, work }: Series, [from, to]: Window): number {
  let seconds = 0;
  for (let bin = 0; bin < bins; bin++) {
    const inside = Math.min(edges[bin + 1]!, to) - Math.max(edges[bin]!, from);
    if (inside > 0) seconds += inside * work!.shares[bin * hues.length + IDLE]!;
  }
  return to > from ? seconds / (to - from) : 0;
}
