/**
 * A trace: every step and every request of a window of the run, for Perfetto and chrome://tracing.
 *
 * What happens is kept as rows of numbers; the text in the Trace Event Format is made of them when
 * it is asked for. A window says which part of the run is told, and a cap how many events at most:
 * where they run out, the trace ends there, whole.
 */
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import type { Seconds } from "../../units.ts";
import type { Request } from "../../workload/request.ts";
import { inChunks } from "../chunks.ts";
import { blind, type Probe } from "../probe.ts";
import { EngineEvents } from "./engine-events.ts";
import { RequestSpans } from "./request-spans.ts";
import { traceText } from "./trace-text.ts";

export interface ChromeTraceOptions {
  /** The window: what begins and ends within it, and requests cut at its edges. */
  from?: Seconds;
  to?: Seconds;
  /** The most events. */
  maxEvents?: number;
}

/** Events that name an engine, and each row of it. */
const NAMES = 2;

/** More than one happening adds, and what it adds for each stage: its tile, two bubbles before. */
const HEADROOM = 16;
const A_STAGE = 3;

export class ChromeTrace implements Probe {
  readonly from: Seconds;
  /** The end of the window: as asked for, or where the events ran out. */
  to: Seconds;
  readonly maxEvents: number;
  /** Whether the events ran out. */
  full = false;
  readonly #engines: (EngineEvents | undefined)[] = [];
  readonly #spans: RequestSpans;
  #begun = false;
  #told = 0;
  #names = 0;
  #headroom = HEADROOM;

  readonly tokensFollowed = blind.tokensFollowed;

  constructor(options: ChromeTraceOptions = {}) {
    this.from = options.from ?? 0;
    this.to = options.to ?? Number.POSITIVE_INFINITY;
    this.maxEvents = options.maxEvents ?? 500_000;
    this.#spans = new RequestSpans(this.from);
  }

  /** So many so far, those included that will close what is open. */
  get events(): number {
    return this.#told + this.#names;
  }

  requestSubmitted(request: Request, engine: EngineView, now: Seconds): void {
    if (!this.#reaches(now)) return;
    this.#spans.begin(request, engine.index, now);
    this.#count(4 + this.#of(engine).readLevels(now), now);
  }

  requestRefused(request: Request, engine: EngineView, now: Seconds): void {
    if (!this.#reaches(now) || now < this.from) return;
    this.#count(this.#of(engine).addMoment("refused", request, now), now);
  }

  stepScheduled(step: Step, engine: EngineView): void {
    const { scheduled } = step;
    const events = this.#of(engine);
    events.inFlight.push(step);
    this.#makeRoom(events, step.stages.length);
    if (!this.#reaches(scheduled)) return;
    let more = events.readLevels(scheduled);
    for (const { request } of step.pieces) if (this.#spans.letIn(request, scheduled)) more += 2;
    this.#count(more, scheduled);
  }

  firstTokenArrived(request: Request, engine: EngineView): void {
    const { returned } = this.#of(engine).inFlight.peek()!;
    if (!this.#reaches(returned)) return;
    if (this.#spans.caughtUp(request, returned)) this.#count(2, returned);
  }

  requestPreempted(request: Request, engine: EngineView, now: Seconds): void {
    if (!this.#reaches(now)) return;
    const events = this.#of(engine);
    this.#spans.preempt(request, now);
    const moments = now < this.from ? 0 : events.addMoment("preempted", request, now);
    this.#count(2 + moments + events.readLevels(now), now);
  }

  requestFinished(request: Request, engine: EngineView, ledger: Float64Array, now: Seconds): void {
    const { returned } = this.#of(engine).inFlight.peek()!;
    if (this.#reaches(returned)) this.#spans.finish(request, ledger, returned, now);
  }

  stepFinished(step: Step, engine: EngineView): void {
    const events = this.#of(engine);
    events.inFlight.shift();
    const { returned, scheduled, yielding } = step;
    if (!this.#reaches(returned)) return;
    let more = events.readLevels(returned);
    for (const request of yielding) if (this.#spans.caughtUp(request, returned)) more += 2;
    more += events.addStep(step, scheduled >= this.from);
    this.#count(more, returned);
  }

  /**
   * The text of the trace up to `now`, in chunks.
   *
   * @param about what else a reader should find in the file, such as the scenario's name.
   */
  json(
    engines: readonly EngineView[],
    now: Seconds,
    about: Readonly<Record<string, unknown>> = {},
  ): Generator<string> {
    const events = engines.map((engine) => this.#of(engine));
    const { from, to } = this;
    return inChunks(traceText({ engines: events, spans: this.#spans, from, to, now, about }));
  }

  /** Whether what happens now may be told. */
  #reaches(now: Seconds): boolean {
    if (now > this.to || this.full) return false;
    if (!this.#begun && now >= this.from) {
      this.#begun = true;
      this.#told += this.#spans.openEvents;
      for (const events of this.#engines) this.#told += events?.levels.length ? 2 : 0;
    }
    return true;
  }

  /** The first step of an engine tells how many stages it has. */
  #makeRoom(events: EngineEvents, stages: number): void {
    if (events.stages.count === stages) return;
    const rows = events.rowNames.length;
    events.stages.begin(stages);
    this.#names += NAMES * (events.rowNames.length - rows);
    this.#headroom = Math.max(this.#headroom, HEADROOM + A_STAGE * stages);
  }

  #count(events: number, now: Seconds): void {
    if (!this.#begun) return;
    this.#told += events;
    if (this.events + this.#headroom <= this.maxEvents) return;
    this.full = true;
    this.to = now;
  }

  #of(engine: EngineView): EngineEvents {
    const known = this.#engines[engine.index];
    if (known !== undefined) return known;
    const events = new EngineEvents(engine, this.from);
    this.#engines[engine.index] = events;
    this.#names += NAMES * (1 + events.rowNames.length);
    return events;
  }
}
