/**
 * The scenario's YAML: what has changed since it was opened, a way back, and an editor, which comes
 * once the first run is shown: pictures first.
 */
import "./editor.css";
import { describe, type Located } from "../../sim/index.ts";
import { keys } from "../keyboard.ts";
import type { Page } from "../state.ts";
import { make } from "../view/make.ts";
import { changesIn } from "./changes.ts";

export function editor(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const head = make(document, "div", "head");
  const changes = make(document, "span", "changes");
  const back = make(document, "button", "back", "Reset");
  back.title = "Back to the scenario as it was opened (r)";
  head.append(make(document, "h3", "", "Scenario"), changes, back);
  const box = make(document, "div", "box");
  const plain = make(document, "pre", "plain");
  plain.tabIndex = 0;
  plain.setAttribute("role", "region");
  plain.setAttribute("aria-label", "Scenario in YAML");
  box.append(plain);
  const told = make(document, "p", "visually-hidden");
  told.setAttribute("aria-live", "polite");
  host.append(head, box, told);

  const reset = (): void => store.set({ text: store.get().opened });
  back.addEventListener("click", reset);
  keys.on("r", reset, "reset knobs");

  const show = (): void => {
    const { text, opened } = store.get();
    changes.textContent = text === opened ? "" : inWords(changesIn(store.get()));
    back.hidden = text === opened;
    if (plain.isConnected) plain.textContent = text;
  };
  store.on(["text", "opened"], show);
  store.on(["problems"], ({ problems }) => {
    told.textContent = problems.map(sentence).join(" ");
  });
  show();

  const begin = async (): Promise<void> => {
    const { mountEditor } = await import("./editor-view.ts");
    const hadFocus = document.activeElement === plain;
    plain.remove();
    const view = mountEditor(box, page);
    if (hadFocus) view.focus();
  };
  whenShown(page, begin);
}

function inWords(count: number | undefined): string {
  if (count === undefined) return "not YAML";
  if (count === 0) return "other words, same scenario";
  return count === 1 ? "1 change" : `${count} changes`;
}

/** `Line 15: engines: 0 is below 1.` Where the line is in sight, the last key says enough. */
export function sentence({ path, place, ...problem }: Located): string {
  const key = path.findLastIndex((step) => typeof step === "string");
  const words = describe({ ...problem, path: path.slice(Math.max(0, key)) });
  return `Line ${place.line}: ${words}.`;
}

/** Milliseconds that a first run may take before the editor comes without it. */
const PATIENCE = 2500;

/** Once the first run is shown, or has failed to be, and the page has nothing else to do. */
function whenShown({ document, store }: Page, begin: () => void): void {
  const window = document.defaultView!;
  let hasBegun = false;
  const soon = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    leave();
    if ("requestIdleCallback" in window) window.requestIdleCallback(begin, { timeout: 500 });
    else setTimeout(begin, 50);
  };
  const leave = store.on(["run", "problems", "failure"], soon);
  setTimeout(soon, PATIENCE);
}
