/**
 * One serving engine: one scheduler, one KV cache, one group of GPUs.
 *
 * A step is scheduled, priced, and in flight until it returns; an asynchronous engine schedules the
 * next one while the GPU works on the last (two in flight), a synchronous one waits.
 */
import { type Agenda, PHASE } from "../kernel/agenda.ts";
import { Fifo } from "../kernel/fifo.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Probe } from "../observe/probe.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { Accounts } from "./accounts.ts";
import type { Batching } from "./batching/batching.ts";
import { Clocks } from "./clocks.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { KvRegion, KvUse } from "./kv-cache/kv-cache.ts";
import { PART } from "./ledger.ts";
import { Step } from "./step.ts";
import type { EngineView } from "./view.ts";

export class Engine implements EngineView {
  readonly name: string;
  readonly index: number;
  readonly #parts: EngineParts;
  readonly #agenda: Agenda;
  readonly #batching: Batching;
  readonly #probe: Probe;
  readonly #clocks: Clocks;
  readonly #accounts: Accounts;

  readonly #inFlight = new Fifo<Step>();
  readonly #spareSteps: Step[] = [];
  #newest: Step | undefined;
  #stepsScheduled = 0;
  stepsFinished = 0;
  /** The decision asked for; an older one that comes later finds itself outdated. */
  #nextLook: Seconds = Number.POSITIVE_INFINITY;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.index = parts.index;
    this.#agenda = parts.agenda;
    this.#batching = parts.batching;
    this.#probe = parts.probe;
    this.#clocks = new Clocks(parts.cost);
    this.#accounts = new Accounts(parts.frontend);
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

  readonly kvUse = (): KvUse => this.#parts.cache.use();

  readonly kvRegion = (request: Request): KvRegion | undefined => this.#parts.cache.region(request);

  get secondsByCause(): Readonly<Float64Array> {
    return this.#accounts.secondsByCause;
  }

  secondsWaited(now: Seconds): Readonly<Float64Array> {
    return this.#accounts.secondsWaited(now);
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
    this.#accounts.enter(request, now);
    this.#batching.submit(request);
    this.#probe.requestSubmitted(request, this, now);
    // With all steps in flight, the next one is made when one of them returns.
    if (this.#inFlight.length >= this.#parts.depth) return;
    this.#look(this.#clocks.resting ? now + this.#parts.frontend.wake : now);
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

  /** A decision at this very instant: what would come next anyway needs no agenda. */
  #lookNow(now: Seconds): void {
    if (this.#agenda.quiet) {
      this.#nextLook = now;
      this.#decide(now);
    } else this.#look(now);
  }

  readonly #decide = (asked: Seconds): void => {
    if (asked !== this.#nextLook) return;
    this.#nextLook = Number.POSITIVE_INFINITY;
    if (this.#inFlight.length >= this.#parts.depth) return;
    const { hostFreeAt } = this.#clocks;
    if (asked < hostFreeAt) this.#look(hostFreeAt);
    else this.#startStep(asked);
  };

  #startStep(now: Seconds): void {
    const step = this.#spareSteps.pop() ?? new Step();
    step.reset(this.#stepsScheduled, now);
    this.#batching.fill(step, now);
    this.#accounts.keepWaiting(this.#batching.blockedBy, now);
    this.#interrupt(step, now);
    const before = this.#inFlight.length > 0 ? this.#newest : undefined;
    if (step.stalled.length > 0) this.#accounts.stall(step, before);
    if (step.shape.tokens === 0) {
      this.#rest(step);
      return;
    }
    this.#clocks.lay(step, now, before);
    this.#accounts.chargePrompts(step);
    this.#launch(step);
  }

  /** Nothing can be computed now. */
  #rest(step: Step): void {
    this.#spareSteps.push(step);
    // The one that could not go on gave its blocks back: others can, so look again at once.
    if (step.preempted.length > 0) this.#look(step.scheduled);
    else if (this.#inFlight.length === 0) this.#clocks.resting = true;
    this.#look(this.#batching.lookAgainAt);
  }

  #launch(step: Step): void {
    this.#stepsScheduled += 1;
    this.#newest = step;
    this.#inFlight.push(step);
    this.#agenda.at(step.end, PHASE.work, this.#finishStep, step);
    this.#probe.stepScheduled(step, this);
    if (this.#inFlight.length < this.#parts.depth) this.#look(this.#clocks.hostFreeAt);
  }

  /** Those who lost their cache when `step` was made. */
  #interrupt(step: Step, now: Seconds): void {
    for (const request of step.preempted) {
      // Its last token is in flight: it gave its cache back early, and lost nothing.
      if (request.produced === request.output) continue;
      this.#probe.requestPreempted(request, this, now);
      if (request.produced === 0) request.gapPart = PART.preempted_prefill;
      if (!request.streaming) continue;
      request.streaming = false;
      if (this.#inFlight.length > 0) this.#newest!.pausing.push(request);
      else this.#accounts.pause(request);
    }
  }

  /** The GPU is done with a step; its output is taken in now, or once the host is free. */
  readonly #finishStep = (step: Step): void => {
    const { now } = this.#agenda;
    // Filling the pipe goes before taking an output in, and the output before goes first.
    if (this.#nextLook === now || this.#inFlight.peek() !== step) {
      this.#agenda.at(now, PHASE.decide, this.#finishStep, step);
    } else if (step.returned > now) {
      this.#agenda.at(step.returned, PHASE.work, this.#takeIn, step);
    } else this.#takeIn(step);
  };

  readonly #takeIn = (step: Step): void => {
    const next = this.#inFlight.shift();
    invariant(next === step, () => `step ${step.index} returned out of order`);
    const gap = this.#accounts.addUp(step);
    if (step.continuing > 0) this.#probe.tokensFollowed(gap, step.continuing, this);
    for (const request of step.late) this.#followLate(request);
    for (const request of step.yielding) this.#yield(request, step);
    if (step.halting.length > 0) this.#accounts.noteLastTokens(step.halting);
    for (const request of step.pausing) this.#accounts.pause(request);
    this.#batching.settle(step);
    for (const request of step.finishing) this.#retire(request);
    this.stepsFinished += 1;
    this.#probe.stepFinished(step, this);
    this.#spareSteps.push(step);
    this.#lookNow(step.returned);
  };

  #followLate(request: Request): void {
    this.#probe.tokensFollowed(this.#accounts.late(request), 1, this);
  }

  /** A request has caught up: its first token is out, or the first one after a preemption. */
  #yield(request: Request, step: Step): void {
    if (request.firstStep < 0) {
      const delivered = this.#accounts.firstToken(request, step);
      this.#probe.firstTokenArrived(request, this, delivered);
    } else {
      this.#accounts.resume(request);
      this.#followLate(request);
    }
  }

  #retire(request: Request): void {
    const delivered = this.#accounts.finish(request);
    const ledger = this.#accounts.close(request);
    this.#probe.requestFinished(request, this, ledger, delivered);
    this.#parts.ended(request, delivered);
  }
}
