/**
 * The track of one engine, or of all engines summed: what a timeline says of it, column by column.
 *
 * It is laid out once for a run and an engine; what is drawn of it at each zoom is cut from it.
 */
import type { RunRecord, TimelineColumns } from "../../sim/index.ts";
import { hues } from "../hues.ts";
import { levelsOf } from "./levels.ts";
import type { Window } from "./window.ts";

export interface Track {
  intervals: number;
  /** When each interval begins, and when the last one ends. */
  edges: Float64Array;
  /** Requests, on average over each interval. */
  running: Float64Array;
  waiting: Float64Array;
  /** What only the timeline of a run tells; a table of requests does not. */
  work: Work | undefined;
}

export interface Work {
  /** KV blocks in use, on average over each interval, and how many there are. */
  kv: Float64Array;
  kvBlocks: number;
  steps: Float64Array;
  /**
   * Tokens of prompts that were computed in each interval, and tokens of answers. The last token
   * of a prompt gives the first of its answer, and counts there.
   */
  prompt: Float64Array;
  answer: Float64Array;
  /** Seconds by hue, `hues.length` numbers an interval. */
  seconds: Float64Array;
}

const tracks = new WeakMap<RunRecord, Map<number | undefined, Track>>();

/** @param engine an index; undefined sums all */
export function trackOf(record: RunRecord, engine: number | undefined): Track {
  const known = tracks.get(record) ?? new Map<number | undefined, Track>();
  tracks.set(record, known);
  let track = known.get(engine);
  if (track === undefined) {
    track = record.timeline === null ? levelsOf(record, engine) : summed(record, engine);
    known.set(engine, track);
  }
  return track;
}

function summed(record: RunRecord, engine: number | undefined): Track {
  const timeline = record.timeline!;
  const { intervals, edges } = timeline;
  const chosen = record.engines.map((_, index) => index).filter((e) => (engine ?? e) === e);
  const read = reader(timeline, chosen);
  const level = (name: string): Float64Array => read((figure) => figure(name));
  const seconds = (i: number): number => edges[i + 1]! - edges[i]!;
  const answer = read((figure, i) => figure("output_tokens_per_s") * seconds(i));
  const computed = read((figure) => figure("batch_tokens") * figure("steps"));
  return {
    intervals,
    edges,
    running: level("running"),
    waiting: level("waiting"),
    work: {
      kv: level("kv_blocks_used"),
      kvBlocks: chosen.reduce((sum, e) => sum + record.engines[e]!.kvBlocks, 0),
      steps: level("steps"),
      prompt: computed.map((tokens, i) => Math.max(0, tokens - answer[i]!)),
      answer,
      seconds: interleaved(
        hues.map((hue) =>
          read((figure) => hue.causes.reduce((sum, cause) => sum + figure(`${cause}_s`), 0)),
        ),
      ),
    },
  };
}

type Figure = (name: string) => number;

/** Reads a figure of every interval, summed over engines; what a table lacks is 0. */
function reader(timeline: TimelineColumns, engines: readonly number[]) {
  const { intervals, figures } = timeline;
  const width = timeline.columns.length;
  const position = new Map<string, number>(timeline.columns.map((name, index) => [name, index]));
  return (of: (figure: Figure, interval: number) => number): Float64Array => {
    const values = new Float64Array(intervals);
    let row = 0;
    const figure: Figure = (name) => figures[row + (position.get(name) ?? Number.NaN)] ?? 0;
    for (let i = 0; i < intervals; i++)
      for (const engine of engines) {
        row = (i * timeline.engines + engine) * width;
        values[i]! += of(figure, i);
      }
    return values;
  };
}

function interleaved(columns: readonly Float64Array[]): Float64Array {
  const rows = columns[0]!.length;
  const all = new Float64Array(rows * columns.length);
  for (const [at, column] of columns.entries())
    for (let i = 0; i < rows; i++) all[i * columns.length + at] = column[i]!;
  return all;
}

/** How many steps a window has, about; endless where they are not known. */
export function stepsIn({ intervals, edges, work }: Track, [from, to]: Window): number {
  if (work === undefined) return Number.POSITIVE_INFINITY;
  let steps = 0;
  for (let i = 0; i < intervals; i++) {
    const [start, end] = [edges[i]!, edges[i + 1]!];
    const inside = Math.min(end, to) - Math.max(start, from);
    if (inside > 0) steps += (work.steps[i]! * inside) / (end - start);
  }
  return steps;
}
