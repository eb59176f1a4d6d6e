/**
 * What an engine writes down about its requests: the running totals of its time, and each
 * request's own account, charged when something happens to it and never in between.
 *
 * Totals grow tile by tile, when a step returns; what its output's taking in adds to a token is
 * charged to the request itself. In a pipeline steps overlap, and each group of requests that take
 * turns has totals of its own: what its steps spend, and as bubble what it waits between them.
 */
import { CAUSE, causes } from "../cost/cost.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Frontend } from "./engine-parts.ts";
import { Ledger, PART, type Wait } from "./ledger.ts";
import { LongestGap } from "./longest-gap.ts";
import { StageSeconds } from "./stage-seconds.ts";
import type { Step } from "./step.ts";
import { WaitingTime } from "./waiting-time.ts";

/** What is kept of the steps of requests that advance together. */
class Group {
  /** The end of the last step that returned, and when its output was taken in. */
  lastEnd: Seconds = 0;
  lastReturn: Seconds = 0;
  /** Seconds as a decoding request lives them: by cause, and last what others' prompts took. */
  readonly asDecode = new Float64Array(causes.length + 1);
  readonly longestGap = new LongestGap();
}

export class Accounts {
  /** Of an engine of one stage: in the order of `causes`, up to the last step's end. */
  readonly #secondsByCause = new Float64Array(causes.length);
  /** Of a pipeline. */
  readonly #stageSeconds: StageSeconds | undefined;
  readonly #groups: readonly Group[];
  readonly #waitingTime = new WaitingTime();
  readonly #ledger = new Ledger();
  readonly #frontend: Frontend;

  /** @param of how many stages the engine has, and groups of requests that take turns */
  constructor(frontend: Frontend, of: { stages: number; groups: number }) {
    this.#frontend = frontend;
    this.#groups = Array.from({ length: of.groups }, () => new Group());
    if (of.stages > 1) this.#stageSeconds = new StageSeconds(of.stages);
  }

  /**
   * Seconds of the engine since the start, in the order of `causes`, of the steps that returned.
   *
   * @param empty whether no step is in flight: all stages then waited for the last step's end
   */
  secondsByCause(empty: boolean): Readonly<Float64Array> {
    return this.#stageSeconds?.mean(empty) ?? this.#secondsByCause;
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
      // In a pipeline the piece before may be on its way in a later stage.
      const begin = Math.max(step.begin, prefilledUntil);
      this.#ledger.charge(account, gapPart, begin - prefilledUntil);
      this.#ledger.charge(account, PART.prefill, step.end - begin);
      request.prefilledUntil = step.end;
      // A running request whose prompt is passed over found the budget spent.
      request.gapPart = PART.wait_budget;
    }
    for (const request of step.yielding) request.streaming = true;
    for (const request of step.late) request.streaming = true;
  }

  /** A step has returned. Returns the gap since the one before it, of its group. */
  addUp(step: Step): Seconds {
    const group = this.#groups[step.group]!;
    const gap = step.returned - group.lastReturn;
    if (step.continuing > 0) group.longestGap.push(step.turn, gap);
    const mixed = step.shape.prefills > 0;
    const { asDecode } = group;
    const secondsByCause = this.#secondsByCause;
    const { byCause } = step;
    const decodesByCause = mixed ? step.decodesByCause : byCause;
    for (let cause = 0; cause < byCause.length; cause++) {
      secondsByCause[cause]! += byCause[cause]!;
      asDecode[cause]! += decodesByCause[cause]!;
    }
    if (mixed) asDecode[byCause.length]! += step.othersPrefill;
    secondsByCause[CAUSE.idle]! += step.idle;
    if (this.#stageSeconds !== undefined) {
      this.#stageSeconds.add(step);
      if (step.continuing > 0) {
        // Until it was scheduled it waited for the host, and then for its first stage.
        const unscheduled = Math.max(0, step.scheduled - group.lastEnd);
        asDecode[CAUSE.host]! += unscheduled;
        asDecode[CAUSE.bubble]! += step.begin - group.lastEnd - unscheduled;
      }
    }
    group.lastReturn = step.returned;
    group.lastEnd = step.end;
    return gap;
  }

  /** A request's first token is out. Returns when its client has it. */
  firstToken(request: Request, step: Step): Seconds {
    const delivered = step.returned + this.#frontend.out;
    request.firstStep = step.turn;
    request.ttft = delivered - request.arrival;
    request.firstTokenLate = step.returned - step.end;
    this.#ledger.charge(request.account, PART.prefill, request.firstTokenLate);
    this.#ledger.charge(request.account, PART.frontend, this.#frontend.in + this.#frontend.out);
    this.#ledger.flipDecode(request.account, this.#groups[step.group]!.asDecode);
    return delivered;
  }

  /**
   * No decode time is charged from the last token of its group on: the request has lost its cache,
   * or its turn.
   */
  pause(request: Request, group: number): void {
    const { asDecode, lastEnd } = this.#groups[group]!;
    this.#ledger.flipDecode(request.account, asDecode);
    request.pausedAt = lastEnd;
  }

  /** A request that had lost its cache has its next token. */
  resume(request: Request, step: Step): void {
    this.#comeBack(request, step, PART.preempted);
  }

  /** A request has its latest token since its group's last return, and none in the step after. */
  noteLastToken(request: Request, group: number): void {
    request.lastTokenAt = this.#groups[group]!.lastReturn;
  }

  /** A token that did not come in the step after the one before it. Returns the gap. */
  late(request: Request, step: Step): Seconds {
    const gap = step.returned - request.lastTokenAt;
    request.longestStall = Math.max(request.longestStall, gap);
    if (this.#groups.length > 1) this.#changeGroup(request, step);
    return gap;
  }

  /** It waited for a turn in which there was room for it: a bubble of its own. */
  missedTurn(request: Request, step: Step): void {
    if (this.#groups.length > 1) this.#comeBack(request, step, PART.decode_bubble);
  }

  /** A request's last token is out. Returns when its client has it. */
  finish(request: Request, step: Step): Seconds {
    const { account, firstTokenLate } = request;
    const { asDecode, longestGap } = this.#groups[step.group]!;
    this.#ledger.flipDecode(account, asDecode);
    // Tiles run from the first token's step to the last one's; outputs are taken in later.
    this.#ledger.charge(account, PART.decode_host, step.returned - step.end);
    if (firstTokenLate > 0) this.#ledger.takeFromDecode(account, firstTokenLate);
    request.streaming = false;
    const delivered = step.returned + this.#frontend.out;
    request.e2el = delivered - request.arrival;
    request.maxItl = Math.max(request.longestStall, longestGap.since(request.firstStep));
    request.finishReason = request.finishReason === "length" ? "length" : "stop";
    return delivered;
  }

  /** Charges the time since it was paused; from here on it lives the steps of its new group. */
  #comeBack(request: Request, step: Step, part: number): void {
    this.#ledger.charge(request.account, part, step.end - request.pausedAt);
    this.#ledger.flipDecode(request.account, this.#groups[step.group]!.asDecode);
  }

  /** Its gaps so far were those of another group; what that did meanwhile is within its stall. */
  #changeGroup(request: Request, step: Step): void {
    const { longestGap } = this.#groups[request.firstStep % this.#groups.length]!;
    const longest = longestGap.since(request.firstStep);
    request.longestStall = Math.max(request.longestStall, longest);
    request.firstStep = step.turn;
  }

  /** Closes a finished request's account and lends its parts, until the next one is closed. */
  close(request: Request): Float64Array {
    this.#ledger.close(request.account);
    return this.#ledger.read(request.account);
  }
}
