/**
 * A window that is being dragged: the rows of time follow at once, and so does all else of a run
 * of usual size. Of a large one the other views follow once it is let go, since they would not be
 * ready before the next frame.
 */
import type { Window } from "../../data/window.ts";
import type { Page, State } from "../../state.ts";

/** Requests up to which all views follow at once. */
const LARGE = 20_000;
/** Milliseconds after the last notch of a wheel. */
const RESTS = 150;

export class Preview {
  readonly #page: Page;
  readonly #draw: () => void;
  #looked: { window: Window | undefined } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = false;

  /** @param draw the rows, of the state that is looked at */
  constructor(page: Page, draw: () => void) {
    this.#page = page;
    this.#draw = draw;
  }

  /** The state, with the window that is looked at. */
  get state(): State {
    const state = this.#page.store.get();
    return this.#looked === undefined ? state : { ...state, window: this.#looked.window };
  }

  look(window: Window | undefined): void {
    const { run } = this.#page.store.get();
    if (run === undefined || run.requests.count <= LARGE) {
      this.#page.store.set({ window });
      return;
    }
    this.#looked = { window };
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  /** Settles once nothing more comes, for what has no end of its own. */
  settleSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.settle(), RESTS);
  }

  /** Makes the window that is looked at the window of all views. */
  settle(): void {
    clearTimeout(this.#timer);
    if (this.#looked !== undefined) this.#page.store.set({ window: this.#looked.window });
    this.#looked = undefined;
  }
}
