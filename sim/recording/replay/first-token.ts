/** The time of one request to its first token, charged to its parts as its engine does. */
import { PART, parts, waits } from "../../engine/ledger.ts";
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import type { Seconds } from "../../units.ts";
import type { Request } from "../../workload/request.ts";

export class FirstToken {
  /** When its client had it; NaN before. */
  delivered: Seconds = Number.NaN;
  readonly #parts = new Float64Array(parts.length);
  /** What the engine's clock of waiting showed when the request came. */
  #waitedBefore: Readonly<Float64Array> = new Float64Array(waits.length);
  /** When its last piece was done; before the first one, when it was let in. */
  #until: Seconds = 0;
  /** The part that the time up to its next piece belongs to. */
  #gap: number = PART.wait_step;

  submit(engine: EngineView, now: Seconds): void {
    this.#waitedBefore = engine.secondsWaited(now).slice();
  }

  preempt(): void {
    this.#gap = PART.preempted_prefill;
  }

  schedule(step: Step, request: Request, engine: EngineView): void {
    if (step.admitted.includes(request)) this.#letIn(step, engine);
    for (const piece of step.pieces) {
      if (piece.request !== request || !piece.fresh) continue;
      // In a pipeline the piece before may be on its way in a later stage.
      const begin = Math.max(step.begin, this.#until);
      this.#parts[this.#gap]! += begin - this.#until;
      this.#parts[PART.prefill]! += step.end - begin;
      this.#until = step.end;
      this.#gap = PART.wait_budget;
    }
  }

  /** Seconds by part, now that `step` has drawn it. */
  charged(step: Step, request: Request): Float64Array {
    const wayIn = request.submittedAt - request.arrival;
    this.#parts[PART.prefill]! += step.returned - step.end;
    this.#parts[PART.frontend]! += wayIn + (this.delivered - step.returned);
    return this.#parts;
  }

  #letIn(step: Step, engine: EngineView): void {
    const waited = engine.secondsWaited(step.scheduled);
    for (let reason = 0; reason < waits.length; reason++) {
      this.#parts[PART.wait_step + reason]! += waited[reason]! - this.#waitedBefore[reason]!;
    }
    this.#until = step.scheduled;
  }
}
