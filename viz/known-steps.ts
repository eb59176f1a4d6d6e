/**
 * Steps that are known one by one: a record knows intervals, a replay in the worker the steps of a
 * window.
 *
 * A replay is asked for once the reader rests; what has arrived is kept for as long as it covers
 * what is looked at.
 */
import { bisectRight } from "d3";
import type { RunRecord, Seconds, StepColumns } from "../sim/index.ts";
import type { Window } from "./data/window.ts";
import { engineOf } from "./engine.ts";
import type { Page } from "./state.ts";
import { Superseded } from "./worker/simulator.ts";

/** Milliseconds without another wish before the worker is asked. */
const RESTS = 150;
/** More than a screen can show one by one. */
const MOST = 4000;

interface Asked {
  run: RunRecord;
  engine: number;
  window: Window;
}

export class KnownSteps {
  readonly #page: Page;
  readonly #listeners = new Set<() => void>();
  #asked: Asked | undefined;
  #answered: (Asked & { steps: StepColumns }) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Calls back whenever steps have arrived. */
  on(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** The steps of a window of the shown run and engine, if they are known; others may be among. */
  within(window: Window): StepColumns | undefined {
    return covers(this.#answered, this.#key(window)) ? this.#answered!.steps : undefined;
  }

  /** The step at an instant, as an index into columns. */
  at(instant: Seconds): { steps: StepColumns; row: number } | undefined {
    const steps = this.within([instant, instant]);
    const row = steps === undefined ? -1 : stepAt(steps, instant);
    return row < 0 ? undefined : { steps: steps!, row };
  }

  /** Asks for the steps of a window, unless they are known or asked for. */
  want(window: Window): void {
    const key = this.#key(window);
    if (key === undefined || covers(this.#answered, key) || covers(this.#asked, key)) return;
    this.#asked = key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(key), RESTS);
  }

  async #ask(key: Asked): Promise<void> {
    const { simulator, store } = this.#page;
    const [from, to] = key.window;
    try {
      const { steps } = await simulator.ask<"steps">({
        kind: "steps",
        slot: "time",
        engine: key.engine,
        from,
        to,
        most: MOST,
        text: key.run.text!,
        files: store.get().files,
      });
      if (this.#asked !== key) return;
      this.#answered = { ...key, steps, window: [from, reach(steps, to)] };
      for (const listener of this.#listeners) listener();
    } catch (error) {
      // A run that cannot be replayed is shown interval by interval, which is said in its title.
      if (!(error instanceof Superseded) && this.#asked === key) this.#asked = undefined;
    }
  }

  #key(window: Window): Asked | undefined {
    const state = this.#page.store.get();
    const engine = engineOf(state);
    const { run } = state;
    return run === undefined || run.text === null || engine === undefined
      ? undefined
      : { run, engine, window };
  }
}

/** Up to when an answer tells of steps: of a cut one, to the end of its last. */
const reach = ({ cut, count, end }: StepColumns, to: Seconds): Seconds =>
  cut && count > 0 ? end[count - 1]! : to;

const covers = (known: Asked | undefined, wish: Asked | undefined): boolean =>
  known !== undefined &&
  wish !== undefined &&
  known.run === wish.run &&
  known.engine === wish.engine &&
  known.window[0] <= wish.window[0] &&
  known.window[1] >= wish.window[1];

/** The last step that has begun, unless it is over and the engine idles. */
export function stepAt({ count, begin, end }: StepColumns, instant: Seconds): number {
  const row = bisectRight(begin, instant, 0, count) - 1;
  return row >= 0 && instant < end[row]! ? row : -1;
}

const ofPages = new WeakMap<Page, KnownSteps>();

/** The one of a page. */
export function knownSteps(page: Page): KnownSteps {
  let known = ofPages.get(page);
  if (known === undefined) {
    known = new KnownSteps(page);
    ofPages.set(page, known);
  }
  return known;
}
