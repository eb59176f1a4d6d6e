/** Progress: a thin line under the header once a run takes long enough to be noticed. */
import type { Page } from "../state.ts";
import { make } from "./make.ts";

/** Milliseconds before a run is worth a word. */
const NOTICED = 200;

export function progress({ document, store, session }: Page): HTMLElement[] {
  const line = make(document, "div", "progress");
  line.setAttribute("role", "progressbar");
  line.setAttribute("aria-label", "Simulating");
  line.setAttribute("aria-valuemin", "0");
  line.setAttribute("aria-valuemax", "100");
  const stop = make(document, "button", "button cancel", "Cancel");
  stop.addEventListener("click", () => session.cancel());
  line.hidden = stop.hidden = true;

  let since: number | undefined;
  let timer = 0;
  const show = (): void => {
    const { busy } = store.get();
    const view = document.defaultView!;
    const now = view.performance.now();
    since = busy === undefined ? undefined : (since ?? now);
    view.clearTimeout(timer);
    const slow = since !== undefined && now - since >= NOTICED;
    if (since !== undefined && !slow) timer = view.setTimeout(show, NOTICED - (now - since));
    line.hidden = stop.hidden = !slow;
    document.body.toggleAttribute("data-slow", slow);
    const percent = 100 * (busy ?? 0);
    line.style.setProperty("--done", `${percent.toFixed(1)}%`);
    line.setAttribute("aria-valuenow", percent.toFixed(0));
  };
  store.on(["busy"], show);
  show();
  return [line, stop];
}
