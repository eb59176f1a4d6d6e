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
  /** Tokens that its steps computed in each interval. */
  computed: Float64Array;
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
  const sum = adder(timeline, chosen);
  const figure = reader(timeline);
  const level = (name: string): Float64Array => sum(figure([name]));
  const [tokens, batch, steps] = (["output_tokens_per_s", "batch_tokens", "steps"] as const).map(
    (name) => figure([name]),
  ) as [Figure, Figure, Figure];
  const answer = sum((row, i) => tokens(row) * (edges[i + 1]! - edges[i]!));
  const computed = sum((row) => batch(row) * steps(row));
  return {
    intervals,
    edges,
    running: level("running"),
    waiting: level("waiting"),
    work: {
      kv: level("kv_blocks_used"),
      kvBlocks: chosen.reduce((sum, e) => sum + record.engines[e]!.kvBlocks, 0),
      steps: level("steps"),
      computed,
      prompt: computed.map((tokens, i) => Math.max(0, tokens - answer[i]!)),
      answer,
      seconds: interleaved(hues.map((hue) => sum(figure(hue.causes.map((cause) => `${cause}_s`))))),
    },
  };
}

/** What is said in the row that begins there. */
type Figure = (row: number) => number;

/** Reads figures by name, and sums them; what a table lacks is 0. */
function reader({ columns, figures }: TimelineColumns) {
  return (names: readonly string[]): Figure => {
    const places = names
      .map((name) => (columns as readonly string[]).indexOf(name))
      .filter((place) => place >= 0);
    return (row) => {
      let total = 0;
      for (let at = 0; at < places.length; at++) total += figures[row + places[at]!]!;
      return total;
    };
  };
}

/** Sums over engines, interval by interval. */
function adder(timeline: TimelineColumns, engines: readonly number[]) {
  const width = timeline.columns.length;
  return (of: (row: number, interval: number) => number): Float64Array => {
    const values = new Float64Array(timeline.intervals);
    for (let i = 0; i < values.length; i++)
      for (const engine of engines) values[i]! += of((i * timeline.engines + engine) * width, i);
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
