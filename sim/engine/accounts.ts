/**
 * What an engine writes down about its requests: the running totals of its time, and each
 * request's own account, charged when something happens to it and never in between.
 *
 * Totals grow tile by tile, when a step returns; what its output's taking in adds to a token is
 * charged to the request itself.
 */
import { CAUSE, causes } from "../cost/cost.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Frontend } from "./engine-parts.ts";
import { Ledger, PART, type Wait } from "./ledger.ts";
import { LongestGap } from "./longest-gap.ts";
import type { Step } from "./step.ts";
import { WaitingTime } from "./waiting-time.ts";

export class Accounts {
  /** Seconds of the engine since the start, in the order of `causes`, up to `lastEnd`. */
  readonly secondsByCause = new Float64Array(causes.length);
  /** The end of the last step that returned, and when its output was taken in. */
  lastEnd: Seconds = 0;
  lastReturn: Seconds = 0;
  /** Seconds as a decoding request lives them: by cause, and last what others' prompts took. */
  readonly #asDecode = new Float64Array(causes.length + 1);
  readonly #waitingTime = new WaitingTime();
  readonly #longestGap = new LongestGap();
  readonly #ledger = new Ledger();
  readonly #frontend: Frontend;

  constructor(frontend: Frontend) {
    this.#frontend = frontend;
  }

  /** Seconds for which the head of the queue waited, in the order of `waits`. */
  secondsWaited(now: Seconds): Readonly<Float64Array> {
    this.#waitingTime.accrue(now);
    return this.#waitingTime.totals;
  }

  /** A request joins the queue. */
  enter(request: Request, now: Seconds): void {
    request.account = this.#ledger.open();
    this.#waitingTime.accrue(now);
    this.#waitingTime.begin();
    this.#ledger.flipWaits(request.account, this.#waitingTime.totals);
  }

  /** From `now` on the head of the queue waits for this. */
  keepWaiting(reason: Wait | "nothing", now: Seconds): void {
    this.#waitingTime.accrue(now);
    this.#waitingTime.blame(reason);
  }

  /** Charges each piece of a prompt in `step`: the wait before it, and the step itself. */
  chargePrompts(step: Step): void {
    for (const request of step.admitted) {
      this.#ledger.flipWaits(request.account, this.#waitingTime.totals);
      request.prefilledUntil = step.scheduled;
      request.gapPart = PART.wait_step;
    }
    for (const { request, fresh } of step.pieces) {
      if (!fresh) continue;
      const { account, gapPart, prefilledUntil } = request;
      this.#ledger.charge(account, gapPart, step.begin - prefilledUntil);
      this.#ledger.charge(account, PART.prefill, step.end - step.begin);
      request.prefilledUntil = step.end;
      // A running request whose prompt is passed over found the budget spent.
      request.gapPart = PART.wait_budget;
    }
    for (const request of step.yielding) request.streaming = true;
  }

  /** A step has returned. Returns the gap since the one before it. */
  addUp(step: Step): Seconds {
    const gap = step.returned - this.lastReturn;
    this.lastReturn = step.returned;
    this.lastEnd = step.end;
    if (step.continuing > 0) this.#longestGap.push(step.index, gap);
    const mixed = step.shape.prefills > 0;
    const asDecode = this.#asDecode;
    const { secondsByCause } = this;
    const { byCause } = step;
    const decodesByCause = mixed ? step.decodesByCause : byCause;
    for (let cause = 0; cause < byCause.length; cause++) {
      secondsByCause[cause]! += byCause[cause]!;
      asDecode[cause]! += decodesByCause[cause]!;
    }
    if (mixed) asDecode[byCause.length]! += step.othersPrefill;
    secondsByCause[CAUSE.idle]! += step.idle;
    return gap;
  }

  /** A request's first token is out. Returns when its client has it. */
  firstToken(request: Request, step: Step): Seconds {
    const delivered = step.returned + this.#frontend.out;
    request.firstStep = step.index;
    request.ttft = delivered - request.arrival;
    request.firstTokenLate = step.returned - step.end;
    this.#ledger.charge(request.account, PART.prefill, request.firstTokenLate);
    this.#ledger.charge(request.account, PART.frontend, this.#frontend.in + this.#frontend.out);
    this.#ledger.flipDecode(request.account, this.#asDecode);
    return delivered;
  }

  /** No decode time is charged from the last step's end on: the request has lost its cache. */
  pause(request: Request): void {
    this.#ledger.flipDecode(request.account, this.#asDecode);
    request.pausedAt = this.lastEnd;
  }

  /** A request that was paused has its next token. */
  resume(request: Request): void {
    this.#ledger.charge(request.account, PART.preempted, this.lastEnd - request.pausedAt);
    this.#ledger.flipDecode(request.account, this.#asDecode);
  }

  /** Some will have a late token next: it matters when the last one came, or will have come. */
  stall({ stalled }: Step, before: Step | undefined): void {
    if (before === undefined) this.noteLastTokens(stalled);
    else for (const request of stalled) before.halting.push(request);
  }

  /** These have their latest token since the last return, and none in the step after it. */
  noteLastTokens(requests: readonly Request[]): void {
    for (const request of requests) request.lastTokenAt = this.lastReturn;
  }

  /** A token that did not come in the step after the one before it. Returns the gap. */
  late(request: Request): Seconds {
    const gap = this.lastReturn - request.lastTokenAt;
    request.longestStall = Math.max(request.longestStall, gap);
    return gap;
  }

  /** A request's last token is out. Returns when its client has it. */
  finish(request: Request): Seconds {
    const { account, firstTokenLate } = request;
    this.#ledger.flipDecode(account, this.#asDecode);
    // Tiles run from the first token's step to the last one's; outputs are taken in later.
    this.#ledger.charge(account, PART.decode_host, this.lastReturn - this.lastEnd);
    if (firstTokenLate > 0) this.#ledger.takeFromDecode(account, firstTokenLate);
    request.streaming = false;
    const delivered = this.lastReturn + this.#frontend.out;
    request.e2el = delivered - request.arrival;
    request.maxItl = Math.max(request.longestStall, this.#longestGap.since(request.firstStep));
    request.finishReason = request.finishReason === "length" ? "length" : "stop";
    return delivered;
  }

  /** Closes a finished request's account and lends its parts, until the next one is closed. */
  close(request: Request): Float64Array {
    this.#ledger.close(request.account);
    return this.#ledger.read(request.account);
  }
}
