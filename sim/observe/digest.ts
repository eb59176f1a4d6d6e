/**
 * The digest: one short number that is equal only when two runs are.
 *
 * It takes in who got a first token, who finished and who was refused, when (to the last bit) and
 * in which order. Two lanes of 32 bits, since JavaScript multiplies no wider integers fast; it
 * tells runs apart, and keeps nobody out.
 */
import type { EngineView } from "../engine/view.ts";
import type { Seconds } from "../units.ts";
import type { FinishReason, Request } from "../workload/request.ts";
import type { Probe } from "./probe.ts";

/** What happened, as a number; a finish says how. */
const FIRST_TOKEN = 1;
const ENDED: { readonly [K in FinishReason]: number } = {
  stop: 2,
  length: 3,
  prompt_too_long: 4,
  kv_too_small: 5,
  unfinished: 6,
};

const asFloat = new Float64Array(1);
const asWords = new Uint32Array(asFloat.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

export class Digest implements Probe {
  #left = 0x243f6a88;
  #right = 0x85a308d3;

  /** Sixteen hexadecimal digits for all that has happened so far. */
  get value(): string {
    return [this.#left ^ (this.#right >>> 11), this.#right ^ (this.#left >>> 7)]
      .map((lane) => (lane >>> 0).toString(16).padStart(8, "0"))
      .join("");
  }

  firstTokenArrived(request: Request, _engine: EngineView, now: Seconds): void {
    this.#take(FIRST_TOKEN, request.id, now);
  }

  requestFinished(
    request: Request,
    _engine: EngineView,
    _ledger: Float64Array,
    now: Seconds,
  ): void {
    this.#take(ENDED[request.finishReason], request.id, now);
  }

  requestRefused(request: Request, _engine: EngineView, now: Seconds): void {
    this.#take(ENDED[request.finishReason], request.id, now);
  }

  requestSubmitted(): void {}
  stepScheduled(): void {}
  stepFinished(): void {}
  tokensFollowed(): void {}
  requestPreempted(): void {}

  #take(event: number, id: number, now: Seconds): void {
    asFloat[0] = now;
    this.#mix(event);
    this.#mix(id);
    this.#mix(asWords[HIGH_WORD]!);
    this.#mix(asWords[1 - HIGH_WORD]!);
  }

  // In each lane every step can be undone, so no single word can change and leave the lane equal.
  #mix(word: number): void {
    const left = Math.imul(this.#left ^ word, 0x9e3779b1);
    this.#left = left ^ (left >>> 15);
    const right = Math.imul((this.#right + word) | 0, 0x85ebca6b);
    this.#right = right ^ (right >>> 13);
  }
}
