/** A notice: what the page says about a file or an address it was given, and what can be done. */
import type { Page, State } from "../state.ts";
import { make } from "./make.ts";

export function noticeView({ document, store }: Page): HTMLElement {
  const host = make(document, "div", "notice");
  host.setAttribute("role", "status");

  const show = ({ notice }: Readonly<State>): void => {
    host.replaceChildren();
    host.hidden = notice === undefined;
    if (notice === undefined) return;
    host.append(make(document, "p", "", notice.words));
    const { action } = notice;
    if (action !== undefined)
      host.append(
        button(action.name, () => {
          store.set({ notice: undefined });
          action.act();
        }),
      );
    host.append(button("Dismiss", () => store.set({ notice: undefined })));
  };

  function button(name: string, act: () => void): HTMLElement {
    const made = make(document, "button", "button", name);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  store.on(["notice"], show);
  show(store.get());
  return host;
}
