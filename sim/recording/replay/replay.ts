/**
 * A replay: the same run again, with a watcher that writes down what a record leaves out, until it
 * has seen what it was asked for.
 *
 * It goes on a few events at a time, so that whoever asked can take the question back.
 */
import type { Probe } from "../../observe/probe.ts";
import type { Scenario } from "../../scenario/schema.ts";
import { Simulation, type SimulationOptions } from "../../simulation.ts";
import type { Seconds } from "../../units.ts";

/** As those of the run: files, and parts of the caller's own. */
export type ReplayOptions = Omit<SimulationOptions, "probes">;

/** A probe with a question, and its answer as far as it has come. */
export interface Watcher<Answer> extends Probe {
  /** Told once, before anything happens. Throws, in words, where the question makes no sense. */
  begin(simulation: Simulation): void;
  /** Nothing that is still to come would change the answer. */
  readonly over: boolean;
  answer(simulation: Simulation): Answer;
}

export class Replay<Answer> {
  readonly #watcher: Watcher<Answer>;
  readonly #simulation: Simulation;

  constructor(scenario: Scenario, watcher: Watcher<Answer>, options: ReplayOptions) {
    this.#watcher = watcher;
    this.#simulation = new Simulation(scenario, { ...options, probes: [watcher] });
    watcher.begin(this.#simulation);
  }

  get now(): Seconds {
    return this.#simulation.now;
  }

  /** Runs up to so many events. False when nothing is left to see. */
  advance(events: number): boolean {
    for (let left = events; left > 0; left--) {
      if (this.#watcher.over || !this.#simulation.advance(1)) return false;
    }
    return true;
  }

  /** Runs as far as it takes. */
  run(): this {
    while (this.advance(1_000_000));
    return this;
  }

  /** What was seen so far. */
  result(): Answer {
    return this.#watcher.answer(this.#simulation);
  }
}
