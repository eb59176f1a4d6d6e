/** Six numbers, each a way to what it comes from. */
import { type Cell, cellsOfRun, cellsOfWindow, endings } from "../data/cells.ts";
import { clock, counted } from "../format.ts";
import type { Page, State } from "../state.ts";
import { goTo } from "./contents.ts";
import { icon } from "./icon.ts";
import { make } from "./make.ts";

export function cellsView({ document, store }: Page): HTMLElement {
  const host = make(document, "div", "numbers");
  const of = make(document, "p", "of");
  const list = make(document, "ul", "cells");
  host.append(of, list);

  const show = ({ run, window }: Readonly<State>): void => {
    host.hidden = run === undefined;
    if (run === undefined) return;
    of.hidden = window === undefined;
    if (window !== undefined) {
      const [from, to] = window.map((instant) => clock(instant));
      const ended = counted(endings(run, window), "request");
      of.textContent = `Of the ${ended} that ended from ${from} to ${to}`;
    }
    const cells = window === undefined ? cellsOfRun(run) : cellsOfWindow(run, window);
    list.replaceChildren(...cells.map(element));
  };

  function element({ label, value, note, missed, evidence }: Cell): HTMLElement {
    const link = make(document, "a");
    link.href = `#${evidence}`;
    link.addEventListener("click", (event) => goTo(event, document, evidence));
    const number = make(document, "span", "value");
    number.append(make(document, "b", "", value.number));
    if (value.unit !== "") number.append(make(document, "span", "unit", value.unit));
    const below = make(document, "span", missed ? "below missed" : "below");
    if (missed)
      below.append(icon(document, "missed"), make(document, "span", "visually-hidden", "missed: "));
    below.append(note);
    link.append(make(document, "span", "name", label), number, below);
    const item = make(document, "li");
    item.append(link);
    return item;
  }

  store.on(["run", "window"], show);
  show(store.get());
  return host;
}
