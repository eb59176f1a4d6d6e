/** Keys: the few that matter in the rail, and all of them in a dialog. */
import "./keys.css";
import { type Key, keys } from "../keyboard.ts";
import type { Page } from "../state.ts";
import { type IconName, icon } from "./icon.ts";
import { make } from "./make.ts";

/** As they stand on a keyboard. */
const caps: Readonly<Record<string, string>> = { " ": "space", Escape: "esc" };
const arrows: Readonly<Record<string, IconName>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const few = [
  [[" "], "play"],
  [["ArrowLeft", "ArrowRight"], "step"],
  [["ArrowUp", "ArrowDown"], "request"],
  [["p"], "pin"],
] as const;

export function keysList(host: HTMLElement, { document }: Page): void {
  const dialog = make(document, "dialog", "all-keys");
  dialog.setAttribute("aria-label", "Keys");
  document.body.append(dialog);
  // A click beside it falls on the dialog itself.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  const open = (): void => {
    const close = make(document, "button", "button", "Close");
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(make(document, "h2", "", "Keys"), close, listOf(document, keys.list));
    dialog.showModal();
  };

  const line = make(document, "p");
  for (const [names, help] of few) line.append(...capsOf(document, names), ` ${help} `);
  const all = make(document, "button", "button plain", "");
  all.append(...capsOf(document, ["?"]), " all keys");
  all.addEventListener("click", open);
  host.replaceChildren(make(document, "h2", "", "Keys"), line, all);
  keys.on("?", open, "list of keys");
}

function listOf(document: Document, all: readonly Key[]): HTMLElement {
  const list = make(document, "dl");
  for (const { names, help } of all) {
    const term = make(document, "dt");
    term.append(...capsOf(document, names));
    list.append(term, make(document, "dd", "", help));
  }
  return list;
}

const capsOf = (document: Document, names: readonly string[]): HTMLElement[] =>
  names.map((name) => {
    const arrow = arrows[name];
    if (arrow === undefined) return make(document, "kbd", "", caps[name] ?? name);
    const cap = make(document, "kbd", "arrow");
    cap.append(icon(document, arrow), make(document, "span", "visually-hidden", arrow));
    return cap;
  });
