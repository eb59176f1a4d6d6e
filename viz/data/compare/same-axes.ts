/** The timelines of several runs on the same bins, so that they can be drawn over one another. */
import type { RunRecord, Seconds } from "../../../sim/index.ts";
import { type Track, trackOf } from "../track.ts";
import { endOf, type Window } from "../window.ts";

export interface SameAxes {
  window: Window;
  bins: number;
  /** When each bin begins, and when the last one ends. */
  edges: Float64Array;
  /** How long a bin is. */
  mean: Seconds;
  rows: AxesRow[];
}

export interface AxesRow {
  key: "waiting" | "running" | "kv" | "output";
  title: string;
  /** Where there is little room. */
  brief: string;
  /** By run, the mean of each bin. */
  values: Float64Array[];
  /** Values are shares of one. */
  isShare: boolean;
}

/** From the start to the end of the run that lasts longest. @param most bins, about */
export function sameAxes(records: readonly RunRecord[], most: number): SameAxes {
  const end = Math.max(...records.map(endOf));
  const mean = roundStep(end / most);
  const bins = Math.max(1, Math.ceil(end / mean - 1e-9));
  // The last one may be shorter.
  const edges = Float64Array.from({ length: bins + 1 }, (_, bin) => Math.min(end, bin * mean));
  const tracks = records.map((record) => trackOf(record, undefined));
  const isKnown = tracks.every(({ work }) => work !== undefined);
  return {
    window: [0, end],
    bins,
    edges,
    mean,
    rows: (isKnown ? kinds : kinds.slice(0, 2)).map(({ of, ...kind }) => ({
      ...kind,
      values: tracks.map((track) => means(track, of, edges)),
    })),
  };
}

interface Kind extends Omit<AxesRow, "values"> {
  of(track: Track): Float64Array;
}

/** The last two are not known of tables of requests. */
const kinds: readonly Kind[] = [
  {
    key: "waiting",
    title: "Requests waiting",
    brief: "Waiting",
    isShare: false,
    of: ({ waiting }) => waiting,
  },
  {
    key: "running",
    title: "Requests running",
    brief: "Running",
    isShare: false,
    of: ({ running }) => running,
  },
  {
    key: "kv",
    title: "KV blocks in use, share of all",
    brief: "KV blocks in use",
    isShare: true,
    of: blocksShare,
  },
  {
    key: "output",
    title: "Output tokens per second",
    brief: "Output tokens/s",
    isShare: false,
    of: outputRate,
  },
];

/** A length that people count in, at least so long. */
function roundStep(least: Seconds): Seconds {
  const decade = 10 ** Math.floor(Math.log10(Math.max(least, 1e-9)));
  return decade * ([1, 2, 5].find((step) => step * decade >= least) ?? 10);
}

/** Runs may have caches of different sizes: what counts is how full they are. */
function blocksShare({ work }: Track): Float64Array {
  return work!.kv.map((blocks) => (work!.kvBlocks > 0 ? blocks / work!.kvBlocks : 0));
}

function outputRate({ work, edges }: Track): Float64Array {
  return work!.answer.map((tokens, i) => tokens / (edges[i + 1]! - edges[i]!));
}

/** The mean over each bin of what holds over each interval; after the run there is nothing. */
export function means(
  track: Track,
  of: (track: Track) => Float64Array,
  edges: Float64Array,
): Float64Array {
  const values = of(track);
  const sums = new Float64Array(edges.length - 1);
  let interval = 0;
  for (let bin = 0; bin < sums.length; bin++) {
    const [from, to] = [edges[bin]!, edges[bin + 1]!];
    while (interval < track.intervals && track.edges[interval + 1]! <= from) interval += 1;
    for (let i = interval; i < track.intervals && track.edges[i]! < to; i++) {
      const inside = Math.min(track.edges[i + 1]!, to) - Math.max(track.edges[i]!, from);
      sums[bin]! += (values[i]! * inside) / (to - from);
    }
  }
  return sums;
}
