/**
 * One serving engine: one scheduler, one KV cache, one group of GPUs.
 *
 * A step is scheduled, priced, and in flight until it returns; an asynchronous engine schedules the
 * next one while the GPU works on the last (two in flight), a synchronous one waits, and a pipeline
 * has as many in flight as stages, or one more. When that is, its pace says.
 */
import type { Agenda } from "../kernel/agenda.ts";
import type { Probe } from "../observe/probe.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { accepts } from "./accept.ts";
import { Accounts } from "./accounts.ts";
import type { Batching } from "./batching/batching.ts";
import type { EngineParts } from "./engine-parts.ts";
import type { KvRegion, KvUse } from "./kv-cache/kv-cache.ts";
import { PART } from "./ledger.ts";
import { OwnPace, type Pace, type Stepping } from "./pace.ts";
import type { Step } from "./step.ts";
import { Turns } from "./turns.ts";
import type { EngineView } from "./view.ts";

export class Engine implements EngineView, Stepping {
  readonly name: string;
  readonly index: number;
  readonly reach: EngineView["reach"];
  readonly blockNeed: EngineView["blockNeed"];
  readonly #parts: EngineParts;
  readonly #agenda: Agenda;
  readonly #batching: Batching;
  readonly #probe: Probe;
  readonly #accounts: Accounts;
  readonly #turns: Turns;
  readonly #pace: Pace;
  stepsFinished = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.index = parts.index;
    this.reach = parts.reach;
    this.blockNeed = parts.blockNeed;
    this.#agenda = parts.agenda;
    this.#batching = parts.batching;
    this.#probe = parts.probe;
    const { agenda, cost, frontend, depth, groups, wave } = parts;
    const { wake } = frontend;
    this.#accounts = new Accounts(frontend, { stages: cost.stages?.length ?? 1, groups });
    this.#turns = new Turns(depth, groups);
    this.#pace = wave?.join(this) ?? new OwnPace(this, { agenda, cost, turns: this.#turns, wake });
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

  get dummySteps(): number {
    return this.#pace.passed(this.stepsFinished);
  }

  get secondsByCause(): Readonly<Float64Array> {
    return this.#accounts.secondsByCause(this.#turns.inFlight === 0);
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
    if (!accepts(this.#parts, request)) {
      this.#probe.requestRefused(request, this, now);
      this.#parts.ended(request, now + this.#parts.frontend.out);
      return;
    }
    this.#accounts.enter(request, now);
    this.#batching.submit(request);
    this.#probe.requestSubmitted(request, this, now);
    this.#pace.called(now);
  }

  fill(now: Seconds): Step | undefined {
    const step = this.#turns.next(now);
    this.#batching.fill(step, now);
    this.#accounts.keepWaiting(this.#batching.blockedBy, now);
    this.#interrupt(step, now);
    for (const request of step.stalled) this.#stall(request);
    if (step.shape.tokens === 0) {
      this.#rest(step);
      return undefined;
    }
    if (this.#turns.groups > 1) step.inputs = this.#turns.inputsOf(step);
    return step;
  }

  /** Nothing can be computed now. */
  #rest(step: Step): void {
    const goesOn = this.#turns.pass(step, this.#batching.running);
    // The one that could not go on gave its blocks back: others can, so look again at once.
    if (goesOn || step.preempted.length > 0) this.#pace.look(step.scheduled);
    else if (this.#turns.inFlight === 0) this.#pace.rest();
    this.#pace.look(this.#batching.lookAgainAt);
  }

  launch(step: Step): void {
    this.#accounts.chargePrompts(step);
    this.#turns.launch(step);
    this.#probe.stepScheduled(step, this);
  }

  /** Those who lost their cache when `step` was made. */
  #interrupt(step: Step, now: Seconds): void {
    for (const request of step.preempted) {
      // Its last token is in flight: it gave its cache back early, and lost nothing.
      if (request.produced === request.output) continue;
      this.#probe.requestPreempted(request, this, now);
      if (request.produced === 0) request.gapPart = PART.preempted_prefill;
      if (!request.streaming) continue;
      this.#pause(request);
    }
  }

  /** It will have a late token next: it matters when the last one came, or will have come. */
  #stall(request: Request): void {
    const last = this.#turns.lastOf(request);
    if (last === undefined) this.#accounts.noteLastToken(request, this.#turns.groupOf(request));
    else last.halting.push(request);
    // Where groups take turns it may come back in another one, which lives other steps.
    if (this.#turns.groups > 1 && request.streaming) this.#pause(request);
  }

  /** Its decoding is charged up to its last token. */
  #pause(request: Request): void {
    request.streaming = false;
    const last = this.#turns.lastOf(request);
    if (last === undefined) this.#accounts.pause(request, this.#turns.groupOf(request));
    else last.pausing.push(request);
  }

  takeIn(step: Step): void {
    this.#turns.return(step);
    const gap = this.#accounts.addUp(step);
    if (step.continuing > 0) this.#probe.tokensFollowed(gap, step.continuing, this);
    for (const request of step.late) {
      this.#accounts.missedTurn(request, step);
      this.#followLate(request, step);
    }
    for (const request of step.yielding) this.#yield(request, step);
    for (const request of step.halting) this.#accounts.noteLastToken(request, step.group);
    for (const request of step.pausing) this.#accounts.pause(request, step.group);
    this.#batching.settle(step);
    for (const request of step.finishing) this.#retire(request, step);
    this.stepsFinished += 1;
    this.#probe.stepFinished(step, this);
    this.#turns.spare(step);
  }

  #followLate(request: Request, step: Step): void {
    this.#probe.tokensFollowed(this.#accounts.late(request, step), 1, this);
  }

  /** A request has caught up: its first token is out, or the first one after a preemption. */
  #yield(request: Request, step: Step): void {
    if (request.firstStep < 0) {
      const delivered = this.#accounts.firstToken(request, step);
      this.#probe.firstTokenArrived(request, this, delivered);
    } else {
      this.#accounts.resume(request, step);
      this.#followLate(request, step);
    }
  }

  #retire(request: Request, step: Step): void {
    const delivered = this.#accounts.finish(request, step);
    const ledger = this.#accounts.close(request);
    this.#probe.requestFinished(request, this, ledger, delivered);
    this.#parts.ended(request, delivered);
  }
}
