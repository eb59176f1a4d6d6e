/**
 * A pipeline, stage by stage: which step each stage works on, and when it waits for another.
 *
 * A stage that does nothing while a step is somewhere in the pipeline is in a bubble; with no step
 * in it, the engine idles.
 */
import { bisectRight } from "d3";
import type { RunRecord, Seconds, StepColumns } from "../../sim/index.ts";
import type { Window } from "./window.ts";

/** One stage: its tiles, a step after the other. */
export interface Stage {
  begin: Float64Array;
  end: Float64Array;
  /** Share of the window in which it waited for another. */
  bubble: number;
}

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
  const { count, begin, end } = steps.stages;
  if (count === 0) return undefined;
  const tiles = Array.from({ length: count }, (_, stage) => ({
    begin: everyNth(begin, count, stage),
    end: everyNth(end, count, stage),
  }));
  const idle = idleSpans(tiles[0]!.begin, tiles.at(-1)!.end, window);
  const idled = idle.reduce((sum, [begin, end]) => sum + end - begin, 0);
  const length = window[1] - window[0];
  const stages = tiles.map((stage) => ({
    ...stage,
    bubble: Math.max(0, 1 - (secondsIn(stage, window) + idled) / length),
  }));
  return { stages, steps, window, idle };
}

const everyNth = (values: Float64Array, count: number, first: number): Float64Array =>
  Float64Array.from({ length: values.length / count }, (_, row) => values[row * count + first]!);

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

function secondsIn({ begin, end }: Pick<Stage, "begin" | "end">, [from, to]: Window): Seconds {
  let seconds = 0;
  for (let row = 0; row < begin.length; row++)
    seconds += Math.max(0, Math.min(end[row]!, to) - Math.max(begin[row]!, from));
  return seconds;
}

/** The step that a stage works on at an instant, as an index into columns; −1 where on none. */
export function rowAt({ begin, end }: Stage, instant: Seconds): number {
  const row = bisectRight(begin, instant) - 1;
  return row >= 0 && instant < end[row]! ? row : -1;
}

/** Share of a step's tokens that are of prompts. */
export const promptShare = ({ shape }: StepColumns, row: number): number =>
  shape.tokens[row]! > 0 ? shape.prefillTokens[row]! / shape.tokens[row]! : 0;
