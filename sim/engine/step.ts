/**
 * A step: one forward pass of one engine, from the moment it is scheduled until it returns.
 *
 * Its tile of the engine's time runs from `begin` (the end of the step before, or the moment it was
 * scheduled into an idle engine) to `end`; tiles and idle gaps cover the engine's time without
 * overlap, which is why ledgers add up.
 *
 * In a pipeline it is each stage's time that tiles cover without overlap, those of `stages`. There
 * `begin` is when the first stage could take the step, and steps overlap.
 */
import { causes, clearShape, emptyShape, type StepShape } from "../cost/cost.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";

/** Tokens of a prompt (or of a recomputed prompt and output) that one step computes. */
export interface Piece {
  request: Request;
  tokens: Tokens;
  /** Tokens computed before this piece. */
  before: Tokens;
  /** Whether the request has no token yet: recomputing after a preemption is not its prefill. */
  fresh: boolean;
}

/** The time of one stage that a step takes, in seconds on the grid. */
export interface StageTile {
  /** From when to when the stage works on the step. */
  begin: Seconds;
  end: Seconds;
  /**
   * The stage's seconds by cause from the end of its step before to `end`: how it waited, and what
   * it worked on. They sum to that time.
   */
  readonly byCause: Float64Array;
}

export const emptyTile = (): StageTile => ({
  begin: 0,
  end: 0,
  byCause: new Float64Array(causes.length),
});

export class Step {
  /** Steps of this engine scheduled before this one. */
  index = 0;
  /** Turns of this engine before this one: in a pipeline, those with nothing to do too. */
  turn = 0;
  /** Which of the groups of requests that take turns it serves; 0 where there is one. */
  group = 0;
  scheduled: Seconds = 0;
  /** When the last of the tokens that it goes on from is drawn; told of a pipeline only. */
  inputs: Seconds = 0;
  /** When the host had prepared it, and when it had launched it. */
  prepared: Seconds = 0;
  launched: Seconds = 0;
  begin: Seconds = 0;
  end: Seconds = 0;
  /** When its output is taken in: at its end, or when the host has launched the step after it. */
  returned: Seconds = 0;
  /** Time between the end of the step before and `begin` in which the engine had nothing to do. */
  idle: Seconds = 0;
  /** Its tile in each stage of a pipeline, the first one first; none in an engine of one stage. */
  readonly stages: StageTile[] = [];

  readonly shape: StepShape = emptyShape();
  readonly pieces: Piece[] = [];
  /** Requests taken from the queue for the first time. */
  readonly admitted: Request[] = [];
  /** Requests whose pieces end here: this step draws their first token, or their next one. */
  readonly yielding: Request[] = [];
  /** Requests whose last token this step draws. */
  readonly finishing: Request[] = [];
  /** Requests that lost their cache when this step was scheduled. */
  readonly preempted: Request[] = [];
  /** Requests with a token in the turn before theirs and none in this one, though not done. */
  readonly stalled: Request[] = [];
  /** Requests whose latest token this step draws, stalled or preempted while it was in flight. */
  readonly halting: Request[] = [];
  /** Of those, the ones that lost their cache. */
  readonly pausing: Request[] = [];
  /** Requests (a count) with a token of this step and of the step before it, of their group. */
  continuing = 0;
  /** Requests with a token of this step and an earlier one, but none of that step. */
  readonly late: Request[] = [];
  /** Token slots computed for nobody: padding and idle slots of a static batch. */
  padding: Tokens = 0;

  /** Seconds of the tile by cause, in the order of `causes`; they sum to `end − begin`. */
  readonly byCause = new Float64Array(causes.length);
  /** The tile as a decoding request lives it: causes of the step without its prompts, … */
  readonly decodesByCause = new Float64Array(causes.length);
  /** … and the rest, which those prompts took. */
  othersPrefill: Seconds = 0;

  /** Output tokens that clients get: one each to those that decode on, come late or caught up. */
  get outputTokens(): Tokens {
    return this.continuing + this.late.length + this.yielding.length;
  }

  /** Makes the record new for step `index`, scheduled `now`. */
  reset(index: number, now: Seconds): void {
    this.index = index;
    this.turn = index;
    this.scheduled = now;
    this.continuing = 0;
    this.padding = 0;
    clearShape(this.shape);
    empty(this.pieces);
    empty(this.admitted);
    empty(this.yielding);
    empty(this.finishing);
    empty(this.preempted);
    empty(this.stalled);
    empty(this.halting);
    empty(this.pausing);
    empty(this.late);
  }
}

/** Popping keeps the memory of a short list; setting its length to 0 gives it away. */
function empty(list: unknown[]): void {
  while (list.length > 0) list.pop();
}
