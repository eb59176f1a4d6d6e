/** Beside the title of the time view: play, the engine that is shown, and back to the whole run. */
import { groupOf } from "../../data/ranks.ts";
import { toggle } from "../../play.ts";
import type { Page } from "../../state.ts";
import { icon } from "../icon.ts";
import { make } from "../make.ts";

export function controls(caption: Element, page: Page): void {
  const { document, store } = page;
  const play = make(document, "button", "button play");
  play.addEventListener("click", () => toggle(page));

  const whole = make(document, "button", "button whole", "Whole run");
  whole.addEventListener("click", () => store.set({ window: undefined }));

  const engines = make(document, "select", "button engines");
  engines.setAttribute("aria-label", "Engine");
  engines.addEventListener("change", () =>
    store.set({ engine: engines.value === "" ? undefined : Number(engines.value) }),
  );

  caption.querySelector(".menu-button")!.before(whole, engines, play);

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
    engines.value = engine === undefined ? "" : String(engine);
  };
  fill();
  show();
  store.on(["run"], fill);
  store.on(["run", "playing", "engine", "window"], show);
}
