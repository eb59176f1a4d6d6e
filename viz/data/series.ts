/**
 * Series: what the rows of the time view draw of a window.
 *
 * Bins are as long as a few pixels, and whole intervals of the timeline, so that a shape is seen
 * rather than a comb, and so that it does not flicker as the window moves. Once steps are known
 * one by one, bins are the steps themselves and the idle time between them.
 */
import { bisectRight } from "d3";
import { causes, type Seconds, type StepColumns } from "../../sim/index.ts";
import { hueOf, hues } from "../hues.ts";
import { apportion } from "./apportion.ts";
import { secondsOfStages } from "./stage-shares.ts";
import { stagesIn } from "./stages.ts";
import type { Track } from "./track.ts";
import type { Window } from "./window.ts";

export interface Series {
  /** Bin b lasts from `edges[b]` to `edges[b + 1]`. */
  bins: number;
  edges: Float64Array;
  /** Over what bins are means; undefined where they are single steps. */
  mean: Seconds | undefined;
  /** Of single steps, their rows in columns; −1 where nobody works. */
  rows?: number[];
  running: Float64Array;
  waiting: Float64Array;
  work: SeriesOfWork | undefined;
}

export interface SeriesOfWork {
  kv: Float64Array;
  kvBlocks: number;
  /** Tokens that a step computes; 0 where there is none. */
  batch: Float64Array;
  /** Tokens per second. */
  prompt: Float64Array;
  answer: Float64Array;
  /** Shares of wall time, `hues.length` numbers a bin, in whole `TICK`s: they sum to exactly 1. */
  shares: Float64Array;
}

/** What shares are multiples of: sums of powers of two are exact. */
export const TICK = 2 ** -20;

/** @param shortest how long a bin is at least */
export function binned(track: Track, [from, to]: Window, shortest: Seconds): Series {
  const { intervals, edges } = track;
  const interval = edges[1]! - edges[0]!;
  const wide = 2 ** Math.max(0, Math.ceil(Math.log2(shortest / interval) - 1e-9));
  // One bin more on either side, so that lines run on to the edges of the plot.
  const first = Math.max(0, Math.floor(indexAt(edges, from) / wide) - 1) * wide;
  const last = Math.min(intervals, (Math.floor(indexAt(edges, to) / wide) + 2) * wide);
  const starts: number[] = [];
  for (let start = first; start < last; start += wide) starts.push(start);
  const bins = starts.length;
  const bounds = Float64Array.from([...starts.map((start) => edges[start]!), edges[last]!]);
  const sum = (values: Float64Array, weighted: boolean): Float64Array => {
    const means = new Float64Array(bins);
    for (let bin = 0; bin < bins; bin++) {
      const end = Math.min(starts[bin]! + wide, last);
      let total = 0;
      for (let i = starts[bin]!; i < end; i++)
        total += weighted ? values[i]! * (edges[i + 1]! - edges[i]!) : values[i]!;
      means[bin] = total / (bounds[bin + 1]! - bounds[bin]!);
    }
    return means;
  };
  const { work } = track;
  return {
    bins,
    edges: bounds,
    mean: wide * interval,
    running: sum(track.running, true),
    waiting: sum(track.waiting, true),
    work: work && {
      kv: sum(work.kv, true),
      kvBlocks: work.kvBlocks,
      batch: ratios(sum(work.computed, false), sum(work.steps, false)),
      prompt: sum(work.prompt, false),
      answer: sum(work.answer, false),
      shares: shares(bins, (bin, hue) => {
        let total = 0;
        for (let i = starts[bin]!; i < Math.min(starts[bin]! + wide, last); i++)
          total += work.seconds[i * hues.length + hue]!;
        return total;
      }),
    },
  };
}

const ratios = (of: Float64Array, per: Float64Array): Float64Array =>
  of.map((value, at) => (per[at]! > 0 ? value / per[at]! : 0));

/** The interval of an instant. */
export const indexAt = (edges: Float64Array, instant: Seconds): number =>
  Math.max(0, bisectRight(edges, instant, 0, edges.length - 1) - 1);

function shares(bins: number, seconds: (bin: number, hue: number) => number): Float64Array {
  const all = new Float64Array(bins * hues.length);
  for (let bin = 0; bin < bins; bin++) {
    const parts = apportion(
      hues.map((_, hue) => seconds(bin, hue)),
      1 / TICK,
    );
    for (const [hue, part] of parts.entries()) all[bin * hues.length + hue] = part * TICK;
  }
  return all;
}

/** Which hue each cause of a step is drawn in. */
const hueOfCause = causes.map((cause) => hues.indexOf(hueOf(cause)));
const IDLE = hues.findIndex(({ key }) => key === "idle");

/** The steps of a window as bins; levels hold until the next step is scheduled. */
export function stepwise(steps: StepColumns, [from, to]: Window, kvBlocks: number): Series {
  const rows: number[] = [];
  const edges: number[] = [];
  for (let row = 0; row < steps.count; row++) {
    if (steps.end[row]! < from || steps.begin[row]! - steps.idle[row]! > to) continue;
    const idle = steps.idle[row]!;
    if (idle > 0) {
      edges.push(steps.begin[row]! - idle);
      rows.push(-row - 1);
    }
    edges.push(steps.begin[row]!);
    rows.push(row);
  }
  const ends = rows.length === 0 ? from : steps.end[rows.at(-1)!]!;
  const ofStep = (row: number): number => (row >= 0 ? row : Math.max(0, -row - 2));
  const level = (values: Int32Array): Float64Array =>
    Float64Array.from(rows, (row) => values[ofStep(row)]!);
  edges.push(ends);
  // In a pipeline a step is not over when the next one begins.
  const rate = (tokens: (row: number) => number): Float64Array =>
    Float64Array.from(rows, (row, bin) =>
      row < 0 ? 0 : tokens(row) / (edges[bin + 1]! - edges[bin]!),
    );
  const stages = stagesIn(steps, [from, to]);
  const idles = (bin: number): boolean => rows[bin]! < 0;
  const inStages = stages && secondsOfStages(stages, { edges, idles });
  return {
    bins: rows.length,
    edges: Float64Array.from(edges),
    mean: undefined,
    rows: rows.map((row) => Math.max(-1, row)),
    running: level(steps.running),
    waiting: level(steps.waiting),
    work: {
      kv: level(steps.kvBlocks),
      kvBlocks,
      batch: Float64Array.from(rows, (row) => (row < 0 ? 0 : steps.shape.tokens[row]!)),
      prompt: rate((row) => steps.shape.prefillTokens[row]!),
      answer: rate((row) => steps.outputTokens[row]!),
      shares: shares(rows.length, (bin, hue) =>
        inStages === undefined
          ? secondsOf(steps, rows[bin]!, hue)
          : inStages[bin * hues.length + hue]!,
      ),
    },
  };
}

function secondsOf({ byCause }: StepColumns, row: number, hue: number): Seconds {
  if (row < 0) return hue === IDLE ? 1 : 0;
  let seconds = 0;
  for (let cause = 0; cause < causes.length; cause++)
    if (hueOfCause[cause] === hue) seconds += byCause[row * causes.length + cause]!;
  return seconds;
}
