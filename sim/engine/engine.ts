/**
 * One serving engine: one scheduler, one KV cache, one group of GPUs.
 *
 * A step is scheduled, priced, and in flight until it returns; an asynchronous engine schedules the
 * next one while the GPU works on the last (two in flight), a synchronous one waits. Two clocks run:
 * the host prepares and launches steps one after the other, the GPU executes them in order, and a
 * step ends when both have done their part.
 */
import { CAUSE, type Cost, causes, emptyShape } from "../cost/cost.ts";
import { type Agenda, PHASE } from "../kernel/agenda.ts";
import { Fifo } from "../kernel/fifo.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Probe } from "../observe/probe.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";
import type { Batching } from "./batching/batching.ts";
import type { KvCache, KvUse } from "./kv-cache/kv-cache.ts";
import { Ledger, PART } from "./ledger.ts";
import { LongestGap } from "./longest-gap.ts";
import { Step } from "./step.ts";
import type { EngineView } from "./view.ts";
import { WaitingTime } from "./waiting-time.ts";

/** Time between a client and an engine's queue, and back. */
export interface Frontend {
  in: Seconds;
  out: Seconds;
}

export interface EngineParts {
  name: string;
  index: number;
  agenda: Agenda;
  cost: Cost;
  batching: Batching;
  cache: KvCache;
  frontend: Frontend;
  /** Steps in flight at once: 1 when synchronous, 2 with asynchronous scheduling. */
  depth: number;
  maxModelLen: Tokens;
  probe: Probe;
  /** Told when a request is complete at the client, or refused. */
  ended: (request: Request, now: Seconds) => void;
}

export class Engine implements EngineView {
  readonly name: string;
  readonly index: number;
  readonly #parts: EngineParts;
  readonly #agenda: Agenda;
  readonly #cost: Cost;
  readonly #batching: Batching;
  readonly #probe: Probe;
  readonly #ledger = new Ledger();
  readonly #waitingTime = new WaitingTime();
  readonly #longestGap = new LongestGap();

  readonly #inFlight = new Fifo<Step>();
  readonly #spareSteps: Step[] = [];
  #newest: Step | undefined;
  #stepsScheduled = 0;
  stepsFinished = 0;
  /** When the host can make the next step. */
  #hostFreeAt: Seconds = 0;
  /** When the last step scheduled ends, and when the last one that returned did. */
  #lastEnd: Seconds = 0;
  #lastReturn: Seconds = 0;
  /** Nothing to do: the time until the next step is nobody's. */
  #idle = true;
  /** The decision asked for; an older one that comes later finds itself outdated. */
  #nextLook: Seconds = Number.POSITIVE_INFINITY;

  readonly secondsByCause = new Float64Array(causes.length);
  /** Seconds as a decoding request lives them: by cause, and last what others' prompts took. */
  readonly #asDecode = new Float64Array(causes.length + 1);
  readonly #decodesAlone = emptyShape();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.index = parts.index;
    this.#agenda = parts.agenda;
    this.#cost = parts.cost;
    this.#batching = parts.batching;
    this.#probe = parts.probe;
  }

  get waiting(): number {
    return this.#batching.waiting;
  }

  get running(): number {
    return this.#batching.running;
  }

  get outstanding(): number {
    return this.#batching.waiting + this.#batching.running;
  }

  get kvBlocks(): number {
    return this.#parts.cache.blocks;
  }

  get kvBlocksHeld(): number {
    return this.#parts.cache.blocks - this.#parts.cache.freeBlocks;
  }

  get kvBlocksPeak(): number {
    return this.#parts.cache.peakBlocks;
  }

  kvUse(): KvUse {
    return this.#parts.cache.use();
  }

  secondsWaited(now: Seconds): Readonly<Float64Array> {
    this.#waitingTime.accrue(now);
    return this.#waitingTime.totals;
  }

  runningRequests(): Iterable<Request> {
    return this.#batching.runningRequests();
  }

  computed(request: Request): Tokens {
    return this.#batching.computed(request);
  }

  /** A request reaches the queue. */
  submit(request: Request): void {
    const now = this.#agenda.now;
    request.submittedAt = now;
    if (!this.#accepts(request)) {
      this.#probe.requestRefused(request, this, now);
      this.#parts.ended(request, now + this.#parts.frontend.out);
      return;
    }
    request.account = this.#ledger.open();
    this.#waitingTime.accrue(now);
    this.#waitingTime.begin();
    this.#ledger.flipWaits(request.account, this.#waitingTime.totals);
    this.#batching.submit(request);
    this.#probe.requestSubmitted(request, this, now);
    this.#look(now);
  }

  /** Refuses what can never run, and cuts what would outgrow the context. */
  #accepts(request: Request): boolean {
    const room = this.#parts.maxModelLen - request.prompt;
    if (room < 1) {
      request.finishReason = "prompt_too_long";
      return false;
    }
    if (request.output > room) {
      request.output = room;
      request.finishReason = "length";
    }
    if (!this.#parts.cache.couldHold(request)) {
      request.finishReason = "kv_too_small";
      return false;
    }
    return true;
  }

  /** Asks for a decision at `time`, unless one comes sooner. */
  #look(time: Seconds): void {
    if (time >= this.#nextLook) return;
    this.#nextLook = time;
    this.#agenda.at(time, PHASE.decide, this.#decide, time);
  }

  readonly #decide = (asked: Seconds): void => {
    if (asked !== this.#nextLook) return;
    this.#nextLook = Number.POSITIVE_INFINITY;
    if (this.#inFlight.length >= this.#parts.depth) return;
    if (asked < this.#hostFreeAt) this.#look(this.#hostFreeAt);
    else this.#startStep(asked);
  };

  #startStep(now: Seconds): void {
    const step = this.#spareSteps.pop() ?? new Step();
    step.reset(this.#stepsScheduled, now);
    this.#waitingTime.accrue(now);
    this.#batching.fill(step, now);
    this.#waitingTime.blame(this.#batching.blockedBy);
    this.#markStalled(step);
    this.#pausePreempted(step, now);
    if (step.shape.tokens === 0) {
      this.#rest(step);
      return;
    }
    this.#price(step, now);
    this.#chargePrompts(step);
    this.#launch(step);
  }

  /** Nothing can be computed now. */
  #rest(step: Step): void {
    this.#spareSteps.push(step);
    // The one that could not go on gave its blocks back: others can, so look again at once.
    if (step.preempted.length > 0) this.#look(step.scheduled);
    else if (this.#inFlight.length === 0) this.#idle = true;
    this.#look(this.#batching.lookAgainAt);
  }

  #launch(step: Step): void {
    this.#stepsScheduled += 1;
    this.#newest = step;
    this.#inFlight.push(step);
    this.#agenda.at(step.end, PHASE.work, this.#finishStep, step);
    this.#probe.stepScheduled(step, this);
    if (this.#inFlight.length < this.#parts.depth) this.#look(this.#hostFreeAt);
  }

  /** Lays the step's tile of time behind the one before it, and splits it by cause. */
  #price(step: Step, now: Seconds): void {
    const { shape, byCause } = step;
    step.begin = this.#idle ? now : this.#lastEnd;
    step.idle = step.begin - this.#lastEnd;
    this.#idle = false;
    const gpu = this.#cost.gpu(shape, byCause);
    const prepared = now + this.#cost.prepare(shape);
    this.#hostFreeAt = prepared + this.#cost.launch(shape);
    step.end = Math.max(Math.max(step.begin, prepared) + gpu, this.#hostFreeAt);
    byCause[CAUSE.host] = step.end - step.begin - gpu;
    this.#lastEnd = step.end;

    if (shape.prefills > 0) this.#priceForDecodes(step, now);
  }

  /**
   * The tile as those who decode in it live it: what it had cost without the prompts, by cause, and
   * the rest as `others_prefill`.
   */
  #priceForDecodes(step: Step, now: Seconds): void {
    const { begin, end, decodesByCause } = step;
    const alone = this.#decodesAlone;
    alone.tokens = step.shape.decodes;
    alone.decodes = step.shape.decodes;
    alone.decodeContext = step.shape.decodeContext;
    alone.sampled = step.shape.decodes;
    let endAlone = begin;
    if (alone.decodes > 0) {
      const gpu = this.#cost.gpu(alone, decodesByCause);
      const prepared = now + this.#cost.prepare(alone);
      const launched = prepared + this.#cost.launch(alone);
      endAlone = Math.max(Math.max(begin, prepared) + gpu, launched);
      decodesByCause[CAUSE.host] = endAlone - begin - gpu;
    } else decodesByCause.fill(0);
    invariant(endAlone <= end, () => `step ${step.index}: its decodes alone outlast it`);
    step.othersPrefill = end - endAlone;
  }

  /** Charges each piece of a prompt to its request: the wait before it, and the step itself. */
  #chargePrompts(step: Step): void {
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

  /** Their next token will be late: from now on it matters when the last one came. */
  #markStalled(step: Step): void {
    for (const request of step.stalled) request.lastTokenAt = this.#lastEnd;
  }

  /** Stops charging decode time where the last token is out, or will be when it comes out. */
  #pausePreempted(step: Step, now: Seconds): void {
    for (const request of step.preempted) {
      // Its last token is in flight: it gave its cache back early, and lost nothing.
      if (request.produced === request.output) continue;
      this.#probe.requestPreempted(request, this, now);
      if (request.produced === 0) request.gapPart = PART.preempted_prefill;
      if (!request.streaming) continue;
      request.streaming = false;
      if (this.#inFlight.length > 0) this.#newest!.pausing.push(request);
      else this.#pause(request);
    }
  }

  #pause(request: Request): void {
    this.#ledger.flipDecode(request.account, this.#asDecode);
    request.pausedAt = this.#lastReturn;
  }

  readonly #finishStep = (step: Step): void => {
    const next = this.#inFlight.shift();
    invariant(next === step, () => `step ${step.index} returned out of order`);
    this.#addUp(step);
    for (const request of step.late) this.#followLate(request);
    for (const request of step.yielding) this.#yield(request, step);
    for (const request of step.pausing) this.#pause(request);
    this.#batching.settle(step);
    for (const request of step.finishing) this.#retire(request, step);
    this.stepsFinished += 1;
    this.#probe.stepFinished(step, this);
    this.#spareSteps.push(step);
    this.#look(step.end);
  };

  #addUp(step: Step): void {
    const gap = step.end - this.#lastReturn;
    this.#lastReturn = step.end;
    const mixed = step.shape.prefills > 0;
    const { secondsByCause } = this;
    const { byCause } = step;
    const asDecode = this.#asDecode;
    const decodesByCause = mixed ? step.decodesByCause : byCause;
    for (let i = 0; i < byCause.length; i++) {
      secondsByCause[i]! += byCause[i]!;
      asDecode[i]! += decodesByCause[i]!;
    }
    if (mixed) asDecode[byCause.length]! += step.othersPrefill;
    secondsByCause[CAUSE.idle]! += step.idle;
    if (step.continuing > 0) {
      this.#longestGap.push(step.index, gap);
      this.#probe.tokensFollowed(gap, step.continuing, this);
    }
  }

  /** A token that did not come in the step after the one before it. */
  #followLate(request: Request): void {
    const gap = this.#lastReturn - request.lastTokenAt;
    request.longestStall = Math.max(request.longestStall, gap);
    this.#probe.tokensFollowed(gap, 1, this);
  }

  /** A request has caught up: its first token is out, or the first one after a preemption. */
  #yield(request: Request, step: Step): void {
    if (request.firstStep < 0) {
      request.firstStep = step.index;
      const { frontend } = this.#parts;
      this.#ledger.charge(request.account, PART.frontend, frontend.in + frontend.out);
      request.ttft = step.end + frontend.out - request.arrival;
      this.#probe.firstTokenArrived(request, this, step.end + frontend.out);
    } else {
      this.#ledger.charge(request.account, PART.preempted, step.end - request.pausedAt);
      this.#followLate(request);
    }
    this.#ledger.flipDecode(request.account, this.#asDecode);
  }

  #retire(request: Request, step: Step): void {
    const { ended, frontend } = this.#parts;
    this.#ledger.flipDecode(request.account, this.#asDecode);
    request.streaming = false;
    const delivered = step.end + frontend.out;
    request.e2el = delivered - request.arrival;
    request.maxItl = Math.max(request.longestStall, this.#longestGap.since(request.firstStep));
    request.finishReason = request.finishReason === "length" ? "length" : "stop";
    this.#probe.requestFinished(request, this, this.#ledger.read(request.account), delivered);
    this.#ledger.close(request.account);
    ended(request, delivered);
  }
}
