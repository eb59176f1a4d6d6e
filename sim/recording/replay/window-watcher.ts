/** What watches the steps of a window: the first so many of those that it asks for. */
import type { Step } from "../../engine/step.ts";
import type { EngineView } from "../../engine/view.ts";
import { blind } from "../../observe/probe.ts";
import type { Simulation } from "../../simulation.ts";
import type { Seconds } from "../../units.ts";
import type { Watcher } from "./replay.ts";

export interface WindowAsked {
  from: Seconds;
  to: Seconds;
  /** The most steps of all engines together; the first ones are told. */
  most?: number;
}

const MOST = 20_000;

export abstract class WindowWatcher<Answer> implements Watcher<Answer> {
  over = false;
  /** Whether there were more steps than are told. */
  protected cut = false;
  readonly #to: Seconds;
  readonly #most: number;
  #count = 0;

  readonly requestSubmitted = blind.requestSubmitted;
  readonly requestRefused = blind.requestRefused;
  readonly tokensFollowed = blind.tokensFollowed;
  readonly firstTokenArrived = blind.firstTokenArrived;
  readonly requestPreempted = blind.requestPreempted;
  readonly requestFinished = blind.requestFinished;
  readonly stepFinished = blind.stepFinished;

  constructor({ to, most = MOST }: WindowAsked) {
    this.#to = to;
    this.#most = most;
  }

  abstract begin(simulation: Simulation): void;
  abstract answer(): Answer;
  /** Whether a step is one that was asked for. */
  protected abstract touches(step: Step, engine: EngineView): boolean;
  protected abstract add(step: Step, engine: EngineView): void;

  stepScheduled(step: Step, engine: EngineView): void {
    // No engine schedules a step that begins before it.
    if (step.scheduled > this.#to) this.over = true;
    if (!this.touches(step, engine)) return;
    if (this.#count < this.#most) {
      this.#count += 1;
      this.add(step, engine);
    } else {
      this.cut = true;
      this.over = true;
    }
  }
}
