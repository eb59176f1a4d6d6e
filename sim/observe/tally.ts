/**
 * Tallies: how many requests there were and how they fared, of a tenant, of all, or of a class.
 */
import { parts } from "../engine/ledger.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Refusal } from "./figures.ts";
import { hasPace, timePerOutputToken } from "./latency.ts";
import { Samples } from "./samples.ts";

/** Requests (counts) by where they got to, and their tokens. */
export class Count {
  /** Those that joined a queue; a submitted one is not refused. */
  submitted = 0;
  completed = 0;
  readonly refused: Record<Refusal, number> = { prompt_too_long: 0, kv_too_small: 0 };
  /** Those under objectives, and those that completed and met them. */
  judged = 0;
  good = 0;
  /** Tokens of completed requests. */
  inputTokens: Tokens = 0;
  outputTokens: Tokens = 0;

  /** Refused for any reason. */
  get failed(): number {
    return this.refused.prompt_too_long + this.refused.kv_too_small;
  }

  get unfinished(): number {
    return this.submitted - this.completed;
  }

  /** Completed, failed and unfinished together. */
  get requests(): number {
    return this.submitted + this.failed;
  }

  /** A request joined a queue; `judged` says whether it has objectives to meet. */
  submit(judged: boolean): void {
    this.submitted += 1;
    if (judged) this.judged += 1;
  }

  refuse(request: Request, judged: boolean): void {
    this.refused[request.finishReason as Refusal] += 1;
    if (judged) this.judged += 1;
  }

  /** A request is complete; `good` says whether it has objectives and met them. */
  complete(request: Request, _ledger: Float64Array, good: boolean): void {
    this.completed += 1;
    this.inputTokens += request.prompt;
    this.outputTokens += request.output;
    if (good) this.good += 1;
  }
}

/** Parts of latency too. */
export class Tally extends Count {
  /** Completed requests (a count) cut at `max_model_len`. */
  cutShort = 0;
  /** Seconds of completed requests, in the order of `parts`. */
  readonly ledger = new Float64Array(parts.length);

  override complete(request: Request, ledger: Float64Array, good: boolean): void {
    super.complete(request, ledger, good);
    if (request.finishReason === "length") this.cutShort += 1;
    for (let part = 0; part < ledger.length; part++) this.ledger[part]! += ledger[part]!;
  }
}

/** Latencies too, of completed requests, in seconds. */
export class ClassTally extends Tally {
  readonly ttft = new Samples();
  /** Of those with a second token. */
  readonly tpot = new Samples();
  readonly e2el = new Samples();
  /** After first tokens, and tokens (a count) that came then. */
  decoding: Seconds = 0;
  followed: Tokens = 0;
  /** The longest gap between two tokens of any of them. */
  maxItl: Seconds = 0;

  override complete(request: Request, ledger: Float64Array, good: boolean): void {
    super.complete(request, ledger, good);
    const { ttft, e2el, output } = request;
    this.ttft.add(ttft);
    this.e2el.add(e2el);
    if (!hasPace(request)) return;
    this.tpot.add(timePerOutputToken(request));
    this.decoding += e2el - ttft;
    this.followed += output - 1;
    this.maxItl = Math.max(this.maxItl, request.maxItl);
  }
}
