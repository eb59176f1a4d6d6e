/**
 * The rail: beside the run where there is room, else a drawer, or a sheet from below.
 *
 * A drawer does not take the page away: the knobs and what they do are to be seen together. Closed,
 * it can neither be seen nor reached.
 */
import { keys } from "../keyboard.ts";
import type { Page } from "../state.ts";
import { make } from "./make.ts";
import { NARROW } from "./width.ts";

const ROOM = "(min-width: 1200px)";

export interface Rail {
  readonly element: HTMLElement;
  toggle(): void;
  /** Makes a button open and close the rail. */
  opensBy(button: HTMLButtonElement): void;
}

export function startRail({ document }: Page): Rail {
  const element = document.getElementById("rail")!;
  const room = document.defaultView!.matchMedia(ROOM);
  const buttons = new Set<HTMLButtonElement>();
  let open = false;
  let before: Element | null = null;

  const show = (): void => {
    element.inert = !room.matches && !open;
    for (const button of buttons) {
      button.hidden = room.matches;
      button.setAttribute("aria-expanded", String(open));
    }
  };
  const set = (opened: boolean): void => {
    if (opened === open) return;
    open = opened;
    if (open) before = document.activeElement;
    show();
    if (open) element.querySelector<HTMLElement>("button, input, select, a")?.focus();
    else if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  const toggle = (): void => {
    // Where the rail always stands, the key leads into it.
    if (room.matches) element.querySelector<HTMLElement>("button, input, select, a")?.focus();
    else set(!open);
  };

  const close = make(document, "button", "button plain close", "Close");
  close.addEventListener("click", () => set(false));
  buttons.add(close);
  element.prepend(close);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || room.matches) return;
    event.stopPropagation();
    set(false);
  });
  document.getElementById("main")!.addEventListener("pointerdown", () => {
    if (document.documentElement.clientWidth < NARROW) set(false);
  });
  room.addEventListener("change", show);
  keys.on("k", toggle, "knobs");
  show();
  return {
    element,
    toggle,
    opensBy(button) {
      button.setAttribute("aria-controls", element.id);
      button.addEventListener("click", toggle);
      buttons.add(button);
      show();
    },
  };
}
