/**
 * What is known of a window in which things are told one by one: a record knows intervals, a replay
 * in the worker the rest.
 *
 * A replay is asked for once the reader rests; what has arrived is kept for as long as it covers
 * what is looked at.
 */
import type { RunRecord, Seconds } from "../sim/index.ts";
import type { Window } from "./data/window.ts";
import type { Page, State } from "./state.ts";
import { Superseded } from "./worker/simulator.ts";

/** Milliseconds without another wish before the worker is asked. */
const RESTS = 150;

export interface Asked {
  run: RunRecord;
  /** Engines (by index) that it is about. */
  engines: readonly number[];
  window: Window;
}

/** What happened in a window, in order; the first part of it where it was too much. */
interface Told {
  cut: boolean;
  count: number;
  end: Float64Array;
}

export interface Teller<A> {
  /** The engines that are looked at; none where nothing is to be told one by one. */
  enginesOf(state: Readonly<State>): readonly number[];
  ask(page: Page, asked: Asked): Promise<A>;
}

export class KnownWindow<A extends Told> {
  readonly #page: Page;
  readonly #teller: Teller<A>;
  readonly #listeners = new Set<() => void>();
  #asked: Asked | undefined;
  #answered: (Asked & { answer: A }) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Page, teller: Teller<A>) {
    this.#page = page;
    this.#teller = teller;
  }

  /** Calls back whenever something has arrived. */
  on(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** What happened in a window of the shown run, if it is known; more may be among it. */
  within(window: Window): A | undefined {
    return covers(this.#answered, this.#key(window)) ? this.#answered!.answer : undefined;
  }

  /** Asks for a window, unless it is known or asked for. */
  want(window: Window): void {
    const key = this.#key(window);
    if (key === undefined || covers(this.#answered, key) || covers(this.#asked, key)) return;
    this.#asked = key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(key), RESTS);
  }

  async #ask(key: Asked): Promise<void> {
    const [from, to] = key.window;
    try {
      const answer = await this.#teller.ask(this.#page, key);
      if (this.#asked !== key) return;
      this.#answered = { ...key, answer, window: [from, reach(answer, to)] };
      for (const listener of this.#listeners) listener();
    } catch (error) {
      // A run that cannot be replayed is shown interval by interval, which is said in its title.
      if (!(error instanceof Superseded) && this.#asked === key) this.#asked = undefined;
    }
  }

  #key(window: Window): Asked | undefined {
    const state = this.#page.store.get();
    const { run } = state;
    if (run === undefined || run.text === null) return undefined;
    const engines = this.#teller.enginesOf(state);
    return engines.length === 0 ? undefined : { run, engines, window };
  }
}

/** Up to when an answer tells: a cut one, to the end of its last. */
const reach = ({ cut, count, end }: Told, to: Seconds): Seconds =>
  cut && count > 0 ? end[count - 1]! : to;

const covers = (known: Asked | undefined, wish: Asked | undefined): boolean =>
  known !== undefined &&
  wish !== undefined &&
  known.run === wish.run &&
  known.engines.join() === wish.engines.join() &&
  known.window[0] <= wish.window[0] &&
  known.window[1] >= wish.window[1];
