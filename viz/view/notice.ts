/** A notice: what the page says about a file or an address it was given, and what can be done. */
import type { Page, State } from "../state.ts";
import { button, make } from "./make.ts";

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
        button(document, action.name, () => {
          store.set({ notice: undefined });
          action.act();
        }),
      );
    host.append(button(document, "Dismiss", () => store.set({ notice: undefined })));
  };

  store.on(["notice"], show);
  show(store.get());
  return host;
}
