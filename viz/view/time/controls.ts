/** Beside the title of the time view: play, the engine that is shown, its steps, the whole run. */
import { stepLength } from "../../data/moments.ts";
import { groupOf, ranksBeside } from "../../data/ranks.ts";
import { stepsIn, trackOf } from "../../data/track.ts";
import { endOf, windowOf } from "../../data/window.ts";
import { within } from "../../data/zoom.ts";
import { engineOf } from "../../engine.ts";
import { toggle } from "../../play.ts";
import type { Page, State } from "../../state.ts";
import { icon } from "../icon.ts";
import { make } from "../make.ts";

/** Steps on either side of the play head that one looks at to see them singly. */
const NEAR = 16;

/** Whose steps are told singly: the shown engine's, or those of ranks that are shown together. */
const stepperOf = (state: Readonly<State>): number | undefined =>
  engineOf(state) ?? (state.run && ranksBeside(state.run, undefined)[0]);

/** Whether the window has more of them than that. */
function hasManySteps(state: Readonly<State>): boolean {
  const engine = stepperOf(state);
  if (engine === undefined || state.run?.text == null) return false;
  const steps = stepsIn(trackOf(state.run, engine), windowOf(state));
  return Number.isFinite(steps) && steps > 4 * NEAR;
}

export function controls(caption: Element, page: Page): void {
  const { document, store } = page;
  const play = make(document, "button", "button play");
  play.addEventListener("click", () => toggle(page));

  const whole = make(document, "button", "button whole", "Whole run");
  whole.addEventListener("click", () => store.set({ window: undefined }));

  const steps = make(document, "button", "button steps", "Steps");
  steps.title = "Zoom in on single steps at the play head";
  steps.addEventListener("click", () => {
    const state = store.get();
    const { head } = state;
    const around = NEAR * stepLength(trackOf(state.run!, stepperOf(state)), head);
    store.set({ window: within(head - around, head + around, endOf(state.run!)) });
  });

  const engines = make(document, "select", "button engines");
  engines.setAttribute("aria-label", "Engine");
  engines.addEventListener("change", () =>
    store.set({ engine: engines.value === "" ? undefined : Number(engines.value) }),
  );

  caption.querySelector(".menu-button")!.before(whole, steps, engines, play);

  const option = (name: string, value: string): HTMLOptionElement => {
    const element = make(document, "option", "", name);
    element.value = value;
    return element;
  };
  /** Ranks stand together below the name of their engine. */
  const fill = (): void => {
    const names = store.get().run?.engines.map(({ name }) => name) ?? [];
    engines.hidden = names.length < 2;
    engines.replaceChildren(option(`All ${names.length} engines`, ""));
    let group: HTMLOptGroupElement | undefined;
    for (const [index, name] of names.entries()) {
      const label = groupOf(name);
      if (label !== undefined && group?.label !== label) {
        group = make(document, "optgroup");
        group.label = label;
        engines.append(group);
      }
      (label === undefined ? engines : group!).append(option(name, String(index)));
    }
  };
  const show = (): void => {
    const { playing, run, engine, window } = store.get();
    play.replaceChildren(icon(document, playing ? "pause" : "play"), playing ? "Pause" : "Play");
    play.disabled = run === undefined;
    whole.hidden = window === undefined;
    steps.hidden = !hasManySteps(store.get());
    engines.value = engine === undefined ? "" : String(engine);
  };
  fill();
  show();
  store.on(["run"], fill);
  store.on(["run", "playing", "engine", "window"], show);
}
