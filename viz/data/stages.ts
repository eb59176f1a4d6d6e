/**
 * A pipeline, stage by stage: which step each stage works on, and when it waits for another.
 *
 * A stage that does nothing while a step is somewhere in the pipeline is in a bubble; with no step
 * in it, the engine idles.
 */
import { bisectRight } from "d3";
import { causes, type RunRecord, type Seconds, type StepColumns } from "../../sim/index.ts";
import type { Window } from "./window.ts";

/** One stage: its tiles, a step after the other. */
export interface Stage {
  begin: Float64Array;
  end: Float64Array;
  /** Seconds by cause from the end of the tile before, `causes.length` numbers a step. */
  byCause: Float64Array;
  /** Share of the window in which it waited for another. */
  bubble: number;
}

type Spans = Pick<Stage, "begin" | "end">;

/** What the stages of an engine did in a window. */
export interface Stages {
  stages: Stage[];
  steps: StepColumns;
  window: Window;
  /** From when to when there was nothing to do. */
  idle: (readonly [Seconds, Seconds])[];
}

/** Stages of an engine's pipeline; 1 where it has none, or that is not known. */
export function stagesOf({ scenario }: RunRecord, engine: number): number {
  let before = 0;
  for (const pool of scenario?.cluster.pools ?? []) {
    before += pool.engines * pool.data_parallel_size;
    if (engine < before) return pool.pipeline_parallel_size;
  }
  return 1;
}

/** Undefined where the steps are no pipeline's. */
export function stagesIn(steps: StepColumns, window: Window): Stages | undefined {
  const { count, begin, end, byCause } = steps.stages;
  if (count === 0) return undefined;
  const tiles = Array.from({ length: count }, (_, stage) => ({
    begin: everyNth(begin, [count, 1], stage),
    end: everyNth(end, [count, 1], stage),
    byCause: everyNth(byCause, [count, causes.length], stage),
  }));
  const idle = idleSpans(tiles[0]!.begin, tiles.at(-1)!.end, window);
  const left = tiles.at(-1)!.end.at(-1) ?? 0;
  const stages = tiles.map((tile) => ({ ...tile, bubble: bubbleIn(tile, left, { window, idle }) }));
  return { stages, steps, window, idle };
}

/** What is of one stage of `count`: `width` numbers a step. */
const everyNth = (
  values: Float64Array,
  [count, width]: readonly [count: number, width: number],
  stage: number,
): Float64Array => values.filter((_, at) => Math.floor(at / width) % count === stage);

/** Between the last step that left the pipeline and the next one that entered it. */
function idleSpans(entered: Float64Array, left: Float64Array, [from, to]: Window) {
  const spans: (readonly [Seconds, Seconds])[] = [];
  let emptyAt = from;
  const rest = (until: Seconds): void => {
    if (until > emptyAt) spans.push([emptyAt, until]);
  };
  for (let row = 0; row < entered.length && entered[row]! < to; row++) {
    rest(entered[row]!);
    emptyAt = Math.max(emptyAt, left[row]!);
  }
  rest(to);
  return spans;
}

/** How long a stage waited before a step, and how much of that for another stage. */
export function waitBefore({ begin, end, byCause }: Tiles, row: number) {
  const all = byCause.subarray(row * causes.length, (row + 1) * causes.length);
  const since = end[row]! - all.reduce((sum, seconds) => sum + seconds, 0);
  return { since, until: begin[row]!, bubble: all[BUBBLE]!, idle: all[IDLE]! };
}

const [BUBBLE, IDLE] = [causes.indexOf("bubble"), causes.indexOf("idle")];

type Tiles = Omit<Stage, "bubble">;

/**
 * Share of the window that a stage waited for another; of a wait that reaches over the edges of the
 * window, in proportion to the time in which there was something to do.
 *
 * @param left when the last step leaves the last stage, which the others wait for
 */
function bubbleIn(tiles: Tiles, left: Seconds, { window, idle }: Pick<Stages, "window" | "idle">) {
  const [from, to] = window;
  let seconds = overlap([tiles.end.at(-1) ?? left, left], window);
  for (let row = 0; row < tiles.begin.length; row++) {
    const wait = waitBefore(tiles, row);
    if (wait.bubble === 0 || wait.until <= from || wait.since >= to) continue;
    const span = [wait.since, wait.until] as const;
    const idled = idle.reduce((sum, rest) => sum + overlap(span, rest), 0);
    const inside = overlap(span, window) - idled;
    seconds += (wait.bubble * inside) / (wait.until - wait.since - wait.idle);
  }
  return to > from ? seconds / (to - from) : 0;
}

/** Seconds of a window that lie within tiles. */
export const secondsIn = ({ begin, end }: Spans, window: Window): Seconds =>
  begin.reduce((sum, from, row) => sum + overlap([from, end[row]!], window), 0);

const overlap = (one: Window, other: Window): Seconds =>
  Math.max(0, Math.min(one[1], other[1]) - Math.max(one[0], other[0]));

/** The step that a stage works on at an instant, as an index into columns; −1 where on none. */
export function rowAt({ begin, end }: Spans, instant: Seconds): number {
  const row = bisectRight(begin, instant) - 1;
  return row >= 0 && instant < end[row]! ? row : -1;
}

/** Share of each step's tokens that is of prompts. */
export const promptShares = ({ tokens, prefillTokens }: StepColumns["shape"]): Float64Array =>
  prefillTokens.map((prompts, row) => (tokens[row]! > 0 ? prompts / tokens[row]! : 0));
