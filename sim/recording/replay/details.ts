/**
 * What a replay tells that a record leaves out: each step of a window, each token of a request, and
 * whose each block of a cache is.
 */
import type { StepShape } from "../../cost/cost.ts";
import type { Seconds, Tokens } from "../../units.ts";

/** Steps of one engine whose tile of time touches the window, in order. */
export interface StepColumns {
  engine: number;
  count: number;
  /** Whether there were more than were asked for; the first ones are here. */
  cut: boolean;
  /** Steps of this engine before each, since the start of the run. */
  index: Int32Array;
  begin: Float64Array;
  end: Float64Array;
  /** Seconds by cause, `causes.length` numbers a step; they sum to `end − begin`. */
  byCause: Float64Array;
  /** Nobody's time between the end of the step before and its begin. */
  idle: Float64Array;
  /** Its way through a pipeline, stage by stage. */
  stages: StageColumns;
  /** One column a field of `StepShape`. */
  shape: { [K in keyof StepShape]: Float64Array };
  outputTokens: Int32Array;
  /** Requests running and waiting, and KV blocks held, once the step was scheduled. */
  running: Int32Array;
  waiting: Int32Array;
  kvBlocks: Int32Array;
}

/** Each step's way through a pipeline: `count` entries a step, stage by stage. */
export interface StageColumns {
  /** Stages of the engine; 0 where it is not a pipeline, or no step is here. */
  count: number;
  /** From when to when the stage worked on the step. */
  begin: Float64Array;
  end: Float64Array;
  /**
   * Seconds of the stage by cause, `causes.length` numbers an entry; they sum to the time from the
   * end of its step before, which it waited through, to `end`.
   */
  byCause: Float64Array;
}

/** Steps of several engines, in the order in which they were scheduled. */
export interface TileColumns {
  count: number;
  /** Whether there were more than were asked for; the first ones are here. */
  cut: boolean;
  engine: Int32Array;
  /** Steps of its engine before each, since the start of the run. */
  index: Int32Array;
  begin: Float64Array;
  end: Float64Array;
  /** Of that, seconds at its end in which it waited for slower ranks that share its experts. */
  idle: Float64Array;
  tokens: Int32Array;
  /** Of these, those of prompts. */
  promptTokens: Int32Array;
}

/** One request, token by token. */
export interface TokenColumns {
  request: number;
  /** Output tokens that it got. */
  count: number;
  /** At the client, in seconds from the start of the run; the first one is at arrival + TTFT. */
  at: Float64Array;
  /** The step that drew each. */
  step: Int32Array;
  /** Seconds by part of the ledger, `parts.length` numbers a token; a row sums to its gap. */
  parts: Float64Array;
  /** Requests in the batch of the step that drew it. */
  batch: Int32Array;
}

/** Whose each block of one engine's cache is, at one instant. */
export interface BlockMap {
  engine: number;
  at: Seconds;
  layout: "paged" | "contiguous";
  blockSize: Tokens;
  /** Request that holds each block, in physical order; −1 is free. */
  owner: Int32Array;
  /** Tokens stored in each block. */
  stored: Int32Array;
  /** Requests (counts) that hold blocks, and that wait for some. */
  running: number;
  waiting: number;
}
