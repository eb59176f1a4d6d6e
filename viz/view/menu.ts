/** A small menu: a button with three dots, and what it opens. */
import "./controls.css";
import "./menu.css";
import { icon } from "./icon.ts";
import { make } from "./make.ts";

export interface Menu<K extends string> {
  button: HTMLButtonElement;
  list: HTMLElement;
  entries: Record<K, HTMLButtonElement>;
}

let menus = 0;

/** The browser closes the list on Escape and on a click elsewhere, and gives the focus back. */
export function menu<K extends string>(
  document: Document,
  label: string,
  actions: Readonly<Record<K, () => unknown>>,
): Menu<K> {
  const button = make(document, "button", "menu-button");
  button.append(icon(document, "dots"));
  const list = make(document, "div", "menu");
  menus += 1;
  list.id = `menu-${menus}`;
  list.setAttribute("popover", "auto");
  button.setAttribute("popovertarget", list.id);
  button.setAttribute("aria-label", label);

  const entries = {} as Record<K, HTMLButtonElement>;
  for (const name of Object.keys(actions) as K[]) {
    const entry = make(document, "button", "", name);
    entry.addEventListener("click", () => {
      list.hidePopover();
      actions[name]();
    });
    entries[name] = entry;
    list.append(entry);
  }
  list.addEventListener("toggle", (event) => {
    list.toggleAttribute("data-open", event.newState === "open");
  });
  list.addEventListener("beforetoggle", () => {
    const { clientHeight } = document.documentElement;
    const { right, top, bottom } = button.getBoundingClientRect();
    // Low on the screen it opens upwards: what hung below the edge could not be reached.
    const upwards = bottom > clientHeight / 2;
    list.style.top = upwards ? "auto" : `${bottom + 4}px`;
    list.style.bottom = upwards ? `${clientHeight - top + 4}px` : "auto";
    list.style.right = `${document.documentElement.clientWidth - right}px`;
  });
  return { button, list, entries };
}
