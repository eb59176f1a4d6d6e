/**
 * The spans of requests: from arrival to the last token at the client, and within them the phases,
 * which follow one another without overlap.
 */
import type { Seconds, Tokens } from "../../units.ts";
import type { Request } from "../../workload/request.ts";

/**
 * `queued` until it is let in; `prefill` until its first token; `decode`; `preempted` from the loss
 * of its cache until it is let in again, and then `recompute` until its next token.
 */
export type PhaseName = "queued" | "prefill" | "decode" | "preempted" | "recompute";

export interface Phase {
  name: PhaseName;
  begin: Seconds;
  /** Infinite while it lasts. */
  end: Seconds;
}

export interface Span {
  id: number;
  /** Place of its engine among all. */
  engine: number;
  arrival: Seconds;
  prompt: Tokens;
  output: Tokens;
  /** Those that reach into the window. */
  phases: Phase[];
  /** When its client had it all; infinite before. */
  end: Seconds;
  /** What became of it, once it is complete. */
  finished: Finished | undefined;
  /** Whether it has a token. */
  streaming: boolean;
}

export interface Finished {
  ttft: Seconds;
  e2el: Seconds;
  preemptions: number;
  reason: string;
  /** One entry a part, in seconds. */
  ledger: Float64Array;
}

export class RequestSpans {
  /** Complete ones that reach into the window. */
  readonly closed: Span[] = [];
  readonly #open = new Map<number, Span>();
  readonly #from: Seconds;

  /** @param from begin of the window: what ends before it is forgotten. */
  constructor(from: Seconds) {
    this.#from = from;
  }

  get open(): Iterable<Span> {
    return this.#open.values();
  }

  /** Events that those make which are open: two for each span, two for each phase. */
  get openEvents(): number {
    let events = 0;
    for (const { phases } of this.#open.values()) events += 2 + 2 * phases.length;
    return events;
  }

  /** A request joins the queue of an engine. */
  begin(request: Request, engine: number, now: Seconds): void {
    const { id, arrival, prompt, output } = request;
    this.#open.set(id, {
      id,
      engine,
      arrival,
      prompt,
      output,
      phases: [{ name: "queued", begin: now, end: Number.POSITIVE_INFINITY }],
      end: Number.POSITIVE_INFINITY,
      finished: undefined,
      streaming: false,
    });
  }

  /** A step takes it on. True when that is another phase. */
  letIn({ id }: Request, now: Seconds): boolean {
    const span = this.#open.get(id)!;
    const phase = span.phases.at(-1)!.name;
    if (phase !== "queued" && phase !== "preempted") return false;
    this.#turn(span, span.streaming ? "recompute" : "prefill", now);
    return true;
  }

  /** It has caught up and has a token. True when that is another phase. */
  caughtUp({ id }: Request, now: Seconds): boolean {
    const span = this.#open.get(id);
    // It may have left with that token.
    if (span === undefined) return false;
    span.streaming = true;
    const phase = span.phases.at(-1)!.name;
    // A token that was in flight when the cache was lost changes nothing.
    if (phase === "preempted" || phase === "decode") return false;
    this.#turn(span, "decode", now);
    return true;
  }

  preempt({ id }: Request, now: Seconds): void {
    this.#turn(this.#open.get(id)!, "preempted", now);
  }

  /** Its last token was out `now`; the client had it at `delivered`. */
  finish(request: Request, ledger: Float64Array, now: Seconds, delivered: Seconds): void {
    const span = this.#open.get(request.id)!;
    this.#open.delete(request.id);
    if (now < this.#from) return;
    span.phases.at(-1)!.end = now;
    span.end = delivered;
    span.finished = {
      ttft: request.ttft,
      e2el: request.e2el,
      preemptions: request.preemptions,
      reason: request.finishReason,
      ledger: ledger.slice(),
    };
    this.closed.push(span);
  }

  #turn(span: Span, name: PhaseName, now: Seconds): void {
    const { phases } = span;
    phases.at(-1)!.end = now;
    if (now < this.#from) phases.pop();
    phases.push({ name, begin: now, end: Number.POSITIVE_INFINITY });
  }
}
