/**
 * Data-parallel ranks of one engine: engines that bear its name and a number of their own.
 *
 * Where they share experts each waits for the slowest, so the busiest one stands first.
 */
import type { RunRecord, Seconds, TileColumns } from "../../sim/index.ts";
import { hues } from "../hues.ts";
import { oneEngineOf } from "./busiest.ts";
import { binned, indexAt, type Series } from "./series.ts";
import { secondsIn } from "./stages.ts";
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
  /** Its steps, where they are known one by one: when it worked on each, and what was in it. */
  tiles?: RankTiles;
}

export interface RankTiles {
  begin: Float64Array;
  /** Before the slowest rank was done with it, which it then waited for. */
  end: Float64Array;
  step: Int32Array;
  tokens: Int32Array;
  prompts: Float64Array;
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

/** How ranks are looked at: in bins that are at least so long, or step by step. */
export interface Look {
  window: Window;
  shortest: Seconds;
  tiles?: TileColumns | undefined;
}

export function ranksIn(
  record: RunRecord,
  engines: readonly number[],
  { window, shortest, tiles }: Look,
): Ranks | undefined {
  const [first] = engines;
  if (first === undefined || record.timeline === null) return undefined;
  const lanes = engines.map((engine): RankLane => {
    const series = binned(trackOf(record, engine), window, shortest);
    const { name } = record.engines[engine]!;
    const lane = { engine, name: RANK.exec(name)?.[1] ?? name, series };
    if (tiles === undefined) return { ...lane, idle: idleIn(series, window) };
    const own = tilesOf(tiles, engine);
    return { ...lane, idle: 1 - secondsIn(own, window) / (window[1] - window[0]), tiles: own };
  });
  lanes.sort((one, other) => one.idle - other.idle || one.engine - other.engine);
  const name = groupOf(record.engines[first]!.name) ?? "";
  return { name, of: engines.length, lanes: lanes.slice(0, MOST) };
}

function tilesOf(tiles: TileColumns, engine: number): RankTiles {
  const rows = [...tiles.engine.keys()].filter((row) => tiles.engine[row] === engine);
  return {
    begin: Float64Array.from(rows, (row) => tiles.begin[row]!),
    end: Float64Array.from(rows, (row) => tiles.end[row]! - tiles.idle[row]!),
    step: Int32Array.from(rows, (row) => tiles.index[row]!),
    tokens: Int32Array.from(rows, (row) => tiles.tokens[row]!),
    prompts: Float64Array.from(rows, (row) => tiles.promptTokens[row]! / tiles.tokens[row]!),
  };
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
