/**
 * The pace of an engine: when its next step is made, and when one in flight is taken in.
 *
 * An engine by itself looks for work when a request comes, when its host is free again and when a
 * step returns; ranks that share experts have one pace together (`wave.ts`).
 */
import type { Cost } from "../cost/cost.ts";
import { type Agenda, PHASE } from "../kernel/agenda.ts";
import type { Seconds } from "../units.ts";
import { Clocks } from "./clocks.ts";
import { PipelineClocks } from "./pipeline-clocks.ts";
import type { Step } from "./step.ts";
import type { Turns } from "./turns.ts";

/** Who is told to step. */
export interface Stepping {
  /** Requests that wait or run: without any there is nothing to compute. */
  readonly outstanding: number;
  /** A step with what can be computed now; undefined where nothing can. */
  fill(now: Seconds): Step | undefined;
  /** The step has its tile, and is in flight. */
  launch(step: Step): void;
  /** The step has returned. */
  takeIn(step: Step): void;
}

export interface Pace {
  /** A request has come. */
  called(now: Seconds): void;
  /** Asks for a decision at `time`, unless one comes sooner. */
  look(time: Seconds): void;
  /** There is nothing to do, and nothing in flight. */
  rest(): void;
  /** Steps (a count) of others that have returned, of one that made `own` itself. */
  passed(own: number): number;
}

export interface OwnPaceParts {
  agenda: Agenda;
  cost: Cost;
  turns: Turns;
  /** From an arrival at an engine that rests to its first schedule. */
  wake: Seconds;
}

/** Of an engine by itself. */
export class OwnPace implements Pace {
  readonly #engine: Stepping;
  readonly #agenda: Agenda;
  readonly #turns: Turns;
  readonly #clocks: Clocks | PipelineClocks;
  readonly #wake: Seconds;
  /** The decision asked for; an older one that comes later finds itself outdated. */
  #nextLook: Seconds = Number.POSITIVE_INFINITY;

  constructor(engine: Stepping, { agenda, cost, turns, wake }: OwnPaceParts) {
    this.#engine = engine;
    this.#agenda = agenda;
    this.#turns = turns;
    this.#clocks = cost.stages === undefined ? new Clocks(cost) : new PipelineClocks(cost);
    this.#wake = wake;
  }

  called(now: Seconds): void {
    // With all steps in flight, the next one is made when one of them returns.
    if (this.#turns.full) return;
    this.look(this.#clocks.resting ? now + this.#wake : now);
  }

  look(time: Seconds): void {
    if (time >= this.#nextLook) return;
    this.#nextLook = time;
    this.#agenda.at(time, PHASE.decide, this.#decide, time);
  }

  rest(): void {
    this.#clocks.resting = true;
  }

  passed(): number {
    return 0;
  }

  /** A decision at this very instant: what would come next anyway needs no agenda. */
  #lookNow(now: Seconds): void {
    if (this.#agenda.quiet) {
      this.#nextLook = now;
      this.#decide(now);
    } else this.look(now);
  }

  readonly #decide = (asked: Seconds): void => {
    if (asked !== this.#nextLook) return;
    this.#nextLook = Number.POSITIVE_INFINITY;
    if (this.#turns.full) return;
    const { hostFreeAt } = this.#clocks;
    if (asked < hostFreeAt) this.look(hostFreeAt);
    else this.#startStep(asked);
  };

  #startStep(now: Seconds): void {
    const before = this.#turns.newest;
    const step = this.#engine.fill(now);
    if (step === undefined) return;
    this.#clocks.lay(step, now, before);
    this.#engine.launch(step);
    this.#agenda.at(step.end, PHASE.work, this.#finishStep, step);
    if (!this.#turns.full) this.look(this.#clocks.hostFreeAt);
  }

  /** The GPU is done with a step; its output is taken in now, or once the host is free. */
  readonly #finishStep = (step: Step): void => {
    const { now } = this.#agenda;
    // Filling the pipe goes before taking an output in, and the output before goes first.
    if (this.#nextLook === now || !this.#turns.comesNext(step)) {
      this.#agenda.at(now, PHASE.decide, this.#finishStep, step);
    } else if (step.returned > now) {
      this.#agenda.at(step.returned, PHASE.work, this.#takeIn, step);
    } else this.#takeIn(step);
  };

  readonly #takeIn = (step: Step): void => {
    this.#engine.takeIn(step);
    this.#lookNow(step.returned);
  };
}
