/**
 * The recorder: what a summary is made from, watched in constant time a step and a request.
 *
 * A request leaves a row behind, so that percentiles are exact and a part of the run can be looked
 * at by itself; all else is sums. Gaps between tokens are far more than requests and go into a
 * histogram instead.
 */
import { parts } from "../engine/ledger.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { Histogram } from "../kernel/quantiles.ts";
import type { Slo } from "../scenario/schema.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { BusiestSecond } from "./busiest-second.ts";
import { Digest } from "./digest.ts";
import { EngineRecord } from "./engine-record.ts";
import { meets } from "./latency.ts";
import type { Probe } from "./probe.ts";
import { RequestLog } from "./request-log.ts";
import type { Refusal } from "./summary.ts";

export class Recorder implements Probe {
  readonly slo: Slo | undefined;

  /** Requests (counts) by where they got to; a submitted one is not refused. */
  submitted = 0;
  completed = 0;
  readonly refused: Record<Refusal, number> = { prompt_too_long: 0, kv_too_small: 0 };
  /** Completed ones cut at `max_model_len`, and those that met the objectives. */
  cutShort = 0;
  good = 0;
  firstArrival: Seconds = Number.POSITIVE_INFINITY;
  /** When the last request was complete or refused. */
  lastEnd: Seconds = Number.NEGATIVE_INFINITY;

  /** Tokens of completed requests. */
  inputTokens: Tokens = 0;
  outputTokens: Tokens = 0;
  readonly log = new RequestLog();
  /** Seconds, one a token after a first one; those of requests that have not finished too. */
  readonly itl = new Histogram();
  /** Seconds of completed requests, in the order of `parts`. */
  readonly ledger = new Float64Array(parts.length);
  readonly busiest = new BusiestSecond();
  readonly digest = new Digest();
  readonly #engines: EngineRecord[] = [];
  /** Requests (a count) in all queues now. */
  #waiting = 0;

  constructor(slo?: Slo) {
    this.slo = slo;
  }

  /** What was seen of an engine, up to `now`. */
  engine(engine: EngineView, now: Seconds): EngineRecord {
    const record = this.#of(engine);
    record.accrue(now);
    return record;
  }

  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void {
    this.submitted += 1;
    this.firstArrival = Math.min(this.firstArrival, request.arrival);
    this.busiest.opened(request.arrival, now);
    this.#observe(engine, now);
    this.log.opened(request, this.submitted - this.completed, this.#waiting);
  }

  requestRefused(request: Request, engine: EngineView, now: Seconds): void {
    this.digest.requestRefused(request, engine, now);
    this.refused[request.finishReason as Refusal] += 1;
    this.log.refused(request, this.submitted - this.completed, this.#waiting);
    this.firstArrival = Math.min(this.firstArrival, request.arrival);
    this.lastEnd = Math.max(this.lastEnd, now);
  }

  stepScheduled(step: Step, engine: EngineView): void {
    this.#observe(engine, step.scheduled).inFlight += 1;
  }

  stepFinished(step: Step, engine: EngineView): void {
    const record = this.#of(engine);
    record.inFlight -= 1;
    record.computedTokens += step.shape.tokens;
    record.paddingTokens += step.padding;
    // A step that nobody leaves with changes no level when it returns.
    if (step.finishing.length > 0) this.#observe(engine, step.returned);
    this.busiest.produced(step.outputTokens, step.finishing.length, step.returned);
  }

  tokensFollowed(gap: Seconds, tokens: number): void {
    this.itl.add(gap, tokens);
  }

  firstTokenArrived(request: Request, engine: EngineView, now: Seconds): void {
    this.digest.firstTokenArrived(request, engine, now);
  }

  requestPreempted(_request: Request, engine: EngineView, now: Seconds): void {
    this.#observe(engine, now).preemptions += 1;
  }

  requestFinished(request: Request, engine: EngineView, ledger: Float64Array, now: Seconds): void {
    this.digest.requestFinished(request, engine, ledger, now);
    this.completed += 1;
    this.lastEnd = Math.max(this.lastEnd, now);
    this.inputTokens += request.prompt;
    this.outputTokens += request.output;
    if (request.finishReason === "length") this.cutShort += 1;
    const good = this.slo !== undefined && meets(this.slo, request);
    if (good) this.good += 1;
    this.log.finished(request, good);
    for (let part = 0; part < ledger.length; part++) this.ledger[part]! += ledger[part]!;
  }

  /** Something happened at an engine `now`. */
  #observe(engine: EngineView, now: Seconds): EngineRecord {
    const record = this.#of(engine);
    const before = record.waiting;
    record.observe(engine, now);
    this.#waiting += record.waiting - before;
    return record;
  }

  #of(engine: EngineView): EngineRecord {
    const known = this.#engines[engine.index];
    if (known !== undefined) return known;
    const record = new EngineRecord();
    this.#engines[engine.index] = record;
    return record;
  }
}
