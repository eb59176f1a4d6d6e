/**
 * A run as columns: everything that a page draws without asking the simulator again.
 *
 * It is recorded once, by a probe, and travels as a few typed arrays: from a worker to its page, or
 * inside a file. What it leaves out (each step, each token, which block belongs to whom) is had by
 * replaying a window of the run.
 */
import type { Cause } from "../cost/cost.ts";
import type { Part } from "../engine/ledger.ts";
import type { Summary } from "../observe/summary.ts";
import type { TimelineColumn } from "../observe/timeline.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Tokens } from "../units.ts";
import type { FinishReason } from "../workload/request.ts";

export interface RunRecord {
  /** What the run is called: the scenario's name, or the file that a table came from. */
  name: string;
  /** The scenario as it was written, and as it was understood; null for a table read back. */
  text: string | null;
  scenario: Scenario | null;
  summary: Summary | null;
  engines: RecordedEngine[];
  classes: string[];
  requests: RequestColumns;
  pieces: PieceColumns;
  pauses: PauseColumns;
  /** What each engine did, interval by interval; null where only requests are known. */
  timeline: TimelineColumns | null;
  /** Gaps between tokens, by length; null where only requests are known. */
  gaps: GapColumns | null;
}

export interface RecordedEngine {
  name: string;
  pool: string;
  model: string;
  gpu: string;
  /** 0 where they are not known. */
  kvBlocks: number;
  blockSize: Tokens;
}

/** By request, in the order of arrival: row i is request i. Seconds; NaN is what is not known. */
export interface RequestColumns {
  count: number;
  arrival: Float64Array;
  /** When it was let into a batch for the first time. */
  admitted: Float64Array;
  ttft: Float64Array;
  tpot: Float64Array;
  maxItl: Float64Array;
  e2el: Float64Array;
  prompt: Int32Array;
  output: Int32Array;
  preemptions: Int32Array;
  /** Indices into `engines` and `classes`. */
  engine: Int32Array;
  class: Int32Array;
  /** Index into `finishReasons`. */
  reason: Uint8Array;
  /** One of `GOOD`. */
  good: Uint8Array;
  /**
   * `parts.length` numbers a request, in the order of `parts`; they sum to E2E. Zeros where it has
   * not finished.
   */
  ledger: Float64Array;
}

/** Whether a request met its objectives; `no` where it was refused or has not finished, too. */
export const GOOD = { no: 0, yes: 1, unasked: 2 } as const;

/** Pieces of prompts that steps computed, in the order in which they began. */
export interface PieceColumns {
  count: number;
  request: Int32Array;
  engine: Int32Array;
  /** Of the step that computed it. */
  begin: Float64Array;
  end: Float64Array;
  tokens: Int32Array;
  /** 1 where the request had been preempted, and computes again what it had. */
  again: Uint8Array;
}

/** Requests that lost their cache: from when to when they held none; NaN where for good. */
export interface PauseColumns {
  count: number;
  request: Int32Array;
  engine: Int32Array;
  from: Float64Array;
  until: Float64Array;
}

/** Rows of `timeline.csv`: interval after interval, and in each one engine after another. */
export interface TimelineColumns {
  intervals: number;
  engines: number;
  /** When each interval begins, and at the end when the last one ends: `intervals + 1` instants. */
  edges: Float64Array;
  /** Figure f of engine e in interval i is `figures[(i * engines + e) * width + f]`. */
  figures: Float64Array;
  /** Names of the figures of a row; there are `width` of them. */
  columns: readonly TimelineColumn[];
}

/** A histogram: so many tokens came after a gap of at most `upTo` seconds, and more than before. */
export interface GapColumns {
  upTo: Float64Array;
  tokens: Float64Array;
}

/** As `RequestColumns.reason` counts them. */
export const finishReasons = [
  "unfinished",
  "stop",
  "length",
  "prompt_too_long",
  "kv_too_small",
] as const satisfies readonly FinishReason[];

export type { Cause, Part };
