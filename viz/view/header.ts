/** The header: where we are, what runs, and the ways in and out. */
import "./controls.css";
import "./header.css";
import type { Link } from "../address/keep.ts";
import { whatRuns } from "../data/what-runs.ts";
import { presets } from "../presets.ts";
import type { Page, Part } from "../state.ts";
import { make } from "./make.ts";
import { progress } from "./progress.ts";
import type { Rail } from "./rail.ts";
import { roomsView } from "./rooms.ts";
import { shareButton } from "./share.ts";
import { themeButton } from "./theme.ts";

export interface Doors {
  /** What the knobs are in. */
  rail: Rail;
  /** Lets the reader choose files, which may be dropped on the page as well. */
  pickFiles(): void;
  /** The address that brings somebody else to what is seen here. */
  link(): Promise<Link>;
}

export const header =
  ({ rail, pickFiles, link }: Doors): Part =>
  (host, page) => {
    const { document, store } = page;
    const knobs = make(document, "button", "button plain to-knobs", "Knobs");
    rail.opensBy(knobs);
    const nav = roomsView(page);
    const runs = make(document, "p", "runs");
    const [line, stop] = progress(page);
    const tools = make(document, "div", "tools");
    const open = make(document, "button", "button open", "Open…");
    open.title = "A scenario, a trace, or exported tables; or drop them anywhere on the page";
    open.addEventListener("click", pickFiles);
    const share = shareButton(page, link);
    tools.append(stop!, presetSelect(page), open, share, themeButton(page));
    host.append(knobs, logo(document), nav, runs, tools, line!);

    const show = (): void => {
      const { run, took } = store.get();
      runs.textContent = run === undefined ? "" : whatRuns(run, took);
      document.title = run === undefined ? "Rooflight" : `${run.name} · Rooflight`;
    };
    store.on(["run", "took"], show);
    show();
  };

/** Two strokes of a roofline: bandwidth climbs, compute is flat. */
function logo(document: Document): HTMLElement {
  const element = make(document, "span", "logo");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 28 18");
  svg.setAttribute("aria-hidden", "true");
  for (const [d, hue] of [
    ["M2 16L13 4", "weights"],
    ["M13 4H26", "mm"],
  ] as const) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    path.setAttribute("stroke", `var(--${hue})`);
    svg.append(path);
  }
  element.append(svg, make(document, "b", "", "Rooflight"));
  return element;
}

function presetSelect({ document, store }: Page): HTMLSelectElement {
  const select = make(document, "select", "button presets");
  select.setAttribute("aria-label", "Start from a scenario");
  const own = make(document, "option", "", "Your own scenario");
  own.value = "";
  for (const [index, { name, description }] of presets.entries()) {
    const option = make(document, "option", "", name);
    option.value = String(index);
    option.title = description;
    select.append(option);
  }
  const show = (): void => {
    const { text } = store.get();
    const index = presets.findIndex((preset) => preset.text === text);
    if (index < 0) select.prepend(own);
    else own.remove();
    select.value = index < 0 ? "" : String(index);
  };
  select.addEventListener("change", () => {
    const chosen = presets[Number(select.value)];
    if (select.value === "" || chosen === undefined) return;
    store.set({ text: chosen.text, opened: chosen.text, files: {} });
  });
  store.on(["text"], show);
  show();
  return select;
}
