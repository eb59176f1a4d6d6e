/**
 * The recorder: what a summary is made from, watched in constant time a step and a request.
 *
 * It is the tally of all requests, and keeps one more for each class. A request leaves a row
 * behind, so that percentiles are exact and a part of the run can be looked at by itself; all else
 * is sums. Gaps between tokens are far more than requests and go into a histogram instead.
 */
import { CAUSE } from "../cost/cost.ts";
import type { Step } from "../engine/step.ts";
import type { EngineView } from "../engine/view.ts";
import { Histogram } from "../kernel/quantiles.ts";
import type { Slo } from "../scenario/schema.ts";
import type { Seconds } from "../units.ts";
import type { Request } from "../workload/request.ts";
import { BusiestSecond } from "./busiest-second.ts";
import { Digest } from "./digest.ts";
import { EngineRecord } from "./engine-record.ts";
import { GapMarks } from "./gap-marks.ts";
import { Groups, type Named } from "./groups.ts";
import { meets, objectivesOf } from "./latency.ts";
import type { Probe } from "./probe.ts";
import { type Crowd, RequestLog } from "./request-log.ts";
import { Tally } from "./tally.ts";

export class Recorder extends Tally implements Probe {
  /** Of requests whose class has none of its own. */
  readonly slo: Slo | undefined;
  /** Undefined where nobody speaks of classes or tenants. */
  readonly groups: Groups | undefined;

  firstArrival: Seconds = Number.POSITIVE_INFINITY;
  /** When the last request was complete or refused. */
  lastEnd: Seconds = Number.NEGATIVE_INFINITY;

  readonly log = new RequestLog();
  /** Seconds, one a token after a first one; those of requests that have not finished too. */
  readonly itl = new Histogram();
  readonly gapMarks = new GapMarks(this.itl);
  readonly busiest = new BusiestSecond();
  readonly digest = new Digest();
  readonly #engines: EngineRecord[] = [];
  /** Requests (a count) in all queues now. */
  #waiting = 0;

  constructor(slo?: Slo, named: Named = { classes: [], tenants: [] }) {
    super();
    this.slo = slo;
    if (named.classes.length + named.tenants.length > 0) this.groups = new Groups(named);
  }

  /** What was seen of an engine, up to `now`. */
  engine(engine: EngineView, now: Seconds): EngineRecord {
    const record = this.#of(engine);
    record.accrue(now);
    return record;
  }

  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void {
    const judged = objectivesOf(request, this.slo) !== undefined;
    this.submit(judged);
    this.groups?.submit(request, judged);
    this.firstArrival = Math.min(this.firstArrival, request.arrival);
    this.busiest.opened(request.arrival, now);
    this.#observe(engine, now);
    this.log.opened(request, this.#crowd());
  }

  requestRefused(request: Request, engine: EngineView, now: Seconds): void {
    this.digest.requestRefused(request, engine, now);
    const judged = objectivesOf(request, this.slo) !== undefined;
    this.refuse(request, judged);
    this.groups?.refuse(request, judged);
    this.log.refused(request, judged ? "refused" : "dismissed", this.#crowd());
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
    record.idleInSteps += step.byCause[CAUSE.idle]!;
    // A step that nobody leaves with changes no level when it returns.
    if (step.finishing.length > 0) this.#observe(engine, step.returned);
    this.busiest.produced(step.outputTokens, step.finishing.length, step.returned);
    if (step.returned >= this.gapMarks.due) this.gapMarks.mark(step.returned);
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
    this.lastEnd = Math.max(this.lastEnd, now);
    const slo = objectivesOf(request, this.slo);
    const good = slo !== undefined && meets(slo, request);
    this.complete(request, ledger, good);
    this.#of(engine).demand.add(request.prompt, request.output);
    this.groups?.complete(request, ledger, good);
    this.log.finished(request, slo === undefined ? "exempt" : good ? "good" : "missed");
  }

  #crowd(): Crowd {
    return { inside: this.submitted - this.completed, waiting: this.#waiting };
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
    const record = new EngineRecord(engine);
    this.#engines[engine.index] = record;
    return record;
  }
}
