/**
 * A request: how many tokens come in, how many go out, when it arrived.
 *
 * There is no prefill phase and no decode phase: a request has tokens `known` (its prompt and what
 * was generated so far) and tokens `computed` (whose keys and values are in the cache). A step
 * computes some of the difference.
 */
import type { Seconds, Tokens } from "../units.ts";
import { DEFAULT_CLASS, type RequestClass, type Tenant } from "./request-class.ts";

/** How a request ended. */
export type FinishReason =
  /** All of its output was produced. */
  | "stop"
  /** Cut at `max_model_len`. */
  | "length"
  /** Refused: the prompt leaves no room under `max_model_len`. */
  | "prompt_too_long"
  /** Refused: it can never fit the engine's whole KV cache. */
  | "kv_too_small"
  /** The run ended first. */
  | "unfinished";

export interface RequestSpec {
  /** Position in the order of arrival, from 0. */
  id: number;
  /** When it reached the front end. */
  arrival: Seconds;
  prompt: Tokens;
  output: Tokens;
  /** Lower is more urgent, as in vLLM. */
  priority: number;
  /** Absent: the one class that there is. */
  class?: RequestClass;
  tenant?: Tenant | undefined;
}

export class Request implements RequestSpec {
  readonly id: number;
  readonly arrival: Seconds;
  readonly prompt: Tokens;
  /** Tokens it will produce; an engine lowers it where `max_model_len` cuts. */
  output: Tokens;
  readonly priority: number;
  readonly class: RequestClass;
  readonly tenant: Tenant | undefined;

  /** Tokens whose keys and values are in the cache, or will be when the steps in flight return. */
  computed: Tokens = 0;
  /** Output tokens scheduled so far; those of steps in flight included. */
  produced: Tokens = 0;
  /** Times it lost its cache and had to start again. */
  preemptions = 0;

  // Where it stands in its engine's running set; see `engine/batch`.
  /** Output tokens that it had when it was let in, the last time. */
  producedBefore: Tokens = 0;
  /** Rank by the time it was let in; −1 while it does not run. */
  place = -1;
  /** The step that let it in, the last time. */
  since = -1;
  /**
   * Tokens whose steps have returned, kept where the cache takes back what they put out of reach
   * of later ones; 0 elsewhere. The sums write it down while prompts are computed, and at the end.
   */
  settled: Tokens = 0;
  /** The step that drew a token when all it knew had been computed; it decodes from the next on. */
  joined = -1;
  /** The step that draws its last token; −1 while that is not settled. */
  lastStep = -1;
  previousRunning: Request | undefined = undefined;
  nextRunning: Request | undefined = undefined;

  // What its engine writes down about it; see `engine/engine.ts`.
  /** When it reached the engine's queue. */
  submittedAt: Seconds = 0;
  /** Its row in the engine's ledger. */
  account = -1;
  /** Whether its decode time is being charged: it has a first token and its cache. */
  streaming = false;
  /** When the last piece of its prompt was done; before the first one, when it was let in. */
  prefilledUntil: Seconds = 0;
  /** What the gap before its next piece is charged to: a part of the ledger. */
  gapPart = -1;
  /** The step that drew its first token; −1 before. */
  firstStep = -1;
  /** How long after its step's end its first token was taken in. */
  firstTokenLate: Seconds = 0;
  /** The turn of its latest token, told where the next one will not come in the turn after. */
  lastTurn = -1;
  /** When it lost its cache, or missed its turn. */
  pausedAt: Seconds = 0;
  /** When its latest token came, kept only while tokens fail to come step by step. */
  lastTokenAt: Seconds = 0;
  /** Longest gap between tokens that were not in consecutive steps. */
  longestStall: Seconds = 0;

  // What the client saw.
  ttft: Seconds = 0;
  e2el: Seconds = 0;
  /** Longest gap between two of its tokens. */
  maxItl: Seconds = 0;
  finishReason: FinishReason = "unfinished";

  constructor(spec: RequestSpec) {
    this.id = spec.id;
    this.arrival = spec.arrival;
    this.prompt = spec.prompt;
    this.output = spec.output;
    this.priority = spec.priority;
    this.class = spec.class ?? DEFAULT_CLASS;
    this.tenant = spec.tenant;
  }
}
