/**
 * What a step costs: a pure function of its shape, split by cause.
 *
 * The shape is a handful of sums, never a list of requests, so a cost can be tested with a
 * literal, plotted, fitted and cached. Every figure it returns lies on the time grid.
 */
import { positions } from "../kernel/positions.ts";
import { type Reach, unseen, unseenInAll } from "../kernel/reach.ts";
import type { Seconds, Tokens } from "../units.ts";

/** What a second of a step was spent on, in the order of every ledger. */
export const causes = [
  "weights",
  "kv",
  "activations",
  "matrix",
  "attention",
  "collectives",
  "transfer",
  "bubble",
  "launch",
  "host",
  "sampler",
  "idle",
] as const;

export type Cause = (typeof causes)[number];

/** Index of each cause in a vector of causes. */
export const CAUSE = positions(causes);

/** What one step computes, in sums. Fields are tokens unless they say otherwise. */
export interface StepShape {
  /** New tokens through the linear layers, of prompts and of decodes. */
  tokens: Tokens;
  /** Requests (a count) that decode one token each. */
  decodes: number;
  /** Σ over decodes of the keys each reads: its context, the new token included. */
  decodeContext: Tokens;
  /** Pieces (a count) of prompts in this step. */
  prefills: number;
  /** Σ over pieces of new tokens; `tokens` = `prefillTokens` + `decodes`. */
  prefillTokens: Tokens;
  /** Σ over pieces of the keys each reads: what was computed before, and the piece itself. */
  prefillContext: Tokens;
  /** Σ over pieces of query–key pairs under the causal mask: q·before + q(q+1)/2. */
  prefillPairs: number;
  /**
   * Of `decodeContext`, `prefillContext` and `prefillPairs`: what layers with a window or chunks do
   * not see, being too far back. 0 where the model has none, and while requests are short.
   */
  decodeUnseen: Tokens;
  prefillUnseen: Tokens;
  pairsUnseen: number;
  /** Requests (a count) whose next token is drawn: decodes, and prompts that end in this step. */
  sampled: number;
  /**
   * Tokens, padded, of all data-parallel ranks that share the experts in this wave, this one among
   * them; 0 where a rank is alone.
   */
  waveTokens: Tokens;
  /** Those of the busiest of these ranks; 0 where a rank is alone. */
  waveMost: Tokens;
}

/** A step in which nothing happens yet; add pieces with `addPrefill` and set the decodes. */
export const emptyShape = (): StepShape => ({
  tokens: 0,
  decodes: 0,
  decodeContext: 0,
  prefills: 0,
  prefillTokens: 0,
  prefillContext: 0,
  prefillPairs: 0,
  decodeUnseen: 0,
  prefillUnseen: 0,
  pairsUnseen: 0,
  sampled: 0,
  waveTokens: 0,
  waveMost: 0,
});

/** Makes a shape empty again. */
export function clearShape(shape: StepShape): void {
  shape.tokens = 0;
  shape.decodes = 0;
  shape.decodeContext = 0;
  shape.prefills = 0;
  shape.prefillTokens = 0;
  shape.prefillContext = 0;
  shape.prefillPairs = 0;
  shape.decodeUnseen = 0;
  shape.prefillUnseen = 0;
  shape.pairsUnseen = 0;
  shape.sampled = 0;
  shape.waveTokens = 0;
  shape.waveMost = 0;
}

/** Adds `tokens` of a prompt of which `before` are computed already. */
export function addPrefill(shape: StepShape, tokens: Tokens, before: Tokens): void {
  shape.tokens += tokens;
  shape.prefills += 1;
  shape.prefillTokens += tokens;
  shape.prefillContext += before + tokens;
  shape.prefillPairs += tokens * before + (tokens * (tokens + 1)) / 2;
}

/** Makes `alone`, empty but for decodes, the step that `shape` would be without its prompts. */
export function keepDecodes(alone: StepShape, shape: StepShape): void {
  alone.tokens = shape.decodes;
  alone.decodes = shape.decodes;
  alone.decodeContext = shape.decodeContext;
  alone.decodeUnseen = shape.decodeUnseen;
  alone.sampled = shape.decodes;
}

/** Says what of a piece that was added layers of such a `reach` do not see. */
export function addUnseen(
  shape: StepShape,
  reach: Reach,
  { tokens, before }: { tokens: Tokens; before: Tokens },
): void {
  shape.prefillUnseen += unseen(reach, before + 1);
  shape.pairsUnseen += unseenInAll(reach, before + tokens) - unseenInAll(reach, before);
}

/** The price list of one stage of a pipeline. All it says lies on the grid. */
export interface StageCost {
  /** As `Cost.gpu`, of the layers of this stage; the next step can follow after that time. */
  gpu(shape: StepShape, byCause: Float64Array): Seconds;
  /** Time from the end of the stage before to the arrival of what it sends; 0 in the first. */
  receive(shape: StepShape): Seconds;
  /** As `Cost.launch`, by the worker of this stage. */
  launch(shape: StepShape): Seconds;
}

/** The price list of one engine: machine, model and engine settings compiled into functions. */
export interface Cost {
  /** Stage by stage; absent where one stage has all layers. */
  stages?: readonly StageCost[];
  /**
   * GPU time of a step, of all stages with what they send. Fills `byCause` (one entry a cause, in
   * seconds on the grid; `host`, `bubble` and `idle` stay 0, they belong to the engine) and returns
   * their sum, exactly.
   */
  gpu(shape: StepShape, byCause: Float64Array): Seconds;
  /** Host time before the GPU can begin: schedule and prepare inputs. On the grid. */
  prepare(shape: StepShape): Seconds;
  /**
   * Host time after that of workers in processes of their own, which take step after step beside
   * the engine's process. On the grid; absent where one process does all.
   *
   * @param amidOthers whether other steps are in the stages of its pipeline
   */
  work?(shape: StepShape, amidOthers?: boolean): Seconds;
  /**
   * Tokens of the CUDA graph that holds so many; undefined where kernels are launched one by one.
   * Absent where nothing is padded.
   */
  graph?(tokens: Tokens): Tokens | undefined;
  /** Host time to launch the step's kernels: the GPU cannot end before it. On the grid. */
  launch(shape: StepShape): Seconds;
}
