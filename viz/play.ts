/** Playing: the head moves through the window, in twenty seconds or step by step. */
import type { Seconds } from "../sim/index.ts";
import { stepLength } from "./data/moments.ts";
import { trackOf } from "./data/track.ts";
import { windowOf } from "./data/window.ts";
import { engineOf } from "./engine.ts";
import { knownSteps } from "./known-steps.ts";
import type { Page, State } from "./state.ts";

/** How long a window plays. */
const LASTS: Seconds = 20;
/** How long a step is shown where motion is not wanted, in milliseconds. */
const STILL = 400;

/** Plays, or pauses; from the start of the window once its end is reached. */
export function toggle({ store }: Page): void {
  const state = store.get();
  if (state.run === undefined) return;
  const [from, to] = windowOf(state);
  const atEnd = state.head >= to || state.head < from;
  store.set(state.playing || !atEnd ? { playing: !state.playing } : { playing: true, head: from });
}

/** Moves the head by so many steps: to where one begins, if that is known, else by their length. */
export function stepBy(page: Page, steps: number): void {
  const { run, head } = page.store.get();
  if (run === undefined) return;
  moveTo(page, beginOfStep(page, steps) ?? head + steps * lengthOfStep(page));
}

function beginOfStep(page: Page, steps: number): Seconds | undefined {
  const { head } = page.store.get();
  const known = knownSteps(page);
  const here = known.at(head);
  return here?.steps.begin[here.row + steps];
}

function lengthOfStep({ store }: Page): Seconds {
  const state = store.get();
  return stepLength(trackOf(state.run!, engineOf(state)), state.head);
}

/** Moves the head to an instant of the window. */
export function moveTo({ store }: Page, instant: Seconds): void {
  const [from, to] = windowOf(store.get());
  store.set({ head: Math.min(to, Math.max(from, instant)) });
}

/** From now on the head moves while the page plays, and is never outside the window. */
export function startPlaying(page: Page): void {
  const { store } = page;
  const view = page.document.defaultView!;
  const still = view.matchMedia("(prefers-reduced-motion: reduce)");
  let before: number | undefined;
  let due = false;

  const advance = (now: number): void => {
    due = false;
    if (!goesOn(store.get())) {
      before = undefined;
      if (store.get().playing) store.set({ playing: false });
      return;
    }
    const [from, to] = windowOf(store.get());
    const passed = before === undefined ? 0 : Math.min(100, now - before) / 1000;
    before = now;
    if (still.matches) stepBy(page, 1);
    else moveTo(page, store.get().head + ((to - from) * passed) / LASTS);
    next();
  };
  const next = (): void => {
    if (due) return;
    due = true;
    if (still.matches) view.setTimeout(() => advance(view.performance.now()), STILL);
    else view.requestAnimationFrame(advance);
  };
  store.on(["playing"], ({ playing }) => playing && next());
  // Views that tell of its instant would tell of one that is not in sight.
  store.on(["window"], ({ window, head }) => window !== undefined && moveTo(page, head));
}

const goesOn = (state: State): boolean =>
  state.playing && state.run !== undefined && state.head < windowOf(state)[1];
