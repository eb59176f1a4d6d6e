/**
 * The running set of an engine with in-flight batching: who decodes, whose prompt is unfinished,
 * who is preempted when the cache runs short.
 *
 * Two forms stand behind this interface. `sums` never touches a request that merely decodes on;
 * `each` walks all of them, as vLLM's scheduler does, and serves where requests advance unequally.
 * Whatever can run through both must give every request the same finish time.
 */
import type { Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import type { Piece, Step } from "../step.ts";

export interface Batch {
  /** Requests that hold a place; those whose last token is still in flight included. */
  readonly size: number;

  /**
   * Puts the running requests into `step`: a token each for decodes, the next piece for unfinished
   * prompts, within `budget` tokens. Where the cache is short it preempts, from the tail or the
   * least urgent. Returns the budget left.
   */
  advance(step: Step, budget: Tokens): Tokens;

  /** A request from the queue joins, and `step` computes its first `tokens`. */
  join(step: Step, request: Request, tokens: Tokens): void;

  /**
   * A running request loses its place and its cache, before `step` is filled. Absent where the
   * youngest alone may go.
   */
  preempt?(step: Step, request: Request): void;

  /** Nothing more comes into `step`: whoever has caught up in it decodes from the next one on. */
  close(step: Step): void;

  /** `step` has returned: its finishing requests give their places and blocks back. */
  settle(step: Step): void;

  /** The running requests, oldest first. */
  requests(): Iterable<Request>;
  /** Tokens of a running request that are computed, steps in flight included. */
  computed(request: Request): Tokens;
}

/** Puts the next piece of a request's prompt into `step`. */
export function addPiece(step: Step, request: Request, tokens: Tokens): Piece {
  const piece = { request, tokens, before: request.computed, fresh: request.produced === 0 };
  step.pieces.push(piece);
  request.computed += tokens;
  return piece;
}
