/** Keys of time: play, step, zoom and move, set the window, clear. */
import { endOf, windowOf } from "../../data/window.ts";
import { moved, within, zoomed } from "../../data/zoom.ts";
import { keys } from "../../keyboard.ts";
import { stepBy, toggle } from "../../play.ts";
import type { Page, State } from "../../state.ts";

/** How much a key zooms, and moves, of the window. */
const ZOOM = 0.7;
const MOVE = 0.15;

export function timeKeys(page: Page): void {
  const { store } = page;
  const end = (): number => endOf(store.get().run!);
  const change = (to: (state: State) => Partial<State>) => () => {
    const state = store.get();
    if (state.run !== undefined) store.set(to(state));
  };
  const zoom = (by: number) =>
    change((state) => {
      const window = windowOf(state);
      const inside = state.head >= window[0] && state.head <= window[1];
      const around = inside ? state.head : (window[0] + window[1]) / 2;
      return { window: within(...zoomed(window, by, around), end()) };
    });
  const pan = (by: number) =>
    change(({ window }) => ({ window: window && moved(window, by, end()) }));

  keys.on(" ", () => toggle(page), "play or pause");
  keys.on(
    ["ArrowLeft", "ArrowRight"],
    ({ key, shiftKey }) => stepBy(page, (key === "ArrowLeft" ? -1 : 1) * (shiftKey ? 10 : 1)),
    "one step, ten with shift",
  );
  keys.on("w", zoom(ZOOM), "zoom in at the play head");
  keys.on("s", zoom(1 / ZOOM), "zoom out");
  keys.on("a", pan(-MOVE), "move the window back");
  keys.on("d", pan(MOVE), "move the window on");
  keys.on(
    "[",
    change((state) => ({ window: within(state.head, windowOf(state)[1], end()) })),
    "begin the window at the play head",
  );
  keys.on(
    "]",
    change((state) => ({ window: within(windowOf(state)[0], state.head, end()) })),
    "end the window at the play head",
  );
  keys.on(
    "Escape",
    change(({ window }) =>
      window === undefined ? { request: undefined, pinned: undefined } : { window: undefined },
    ),
    "the whole run; then no request and no pin",
  );
}
