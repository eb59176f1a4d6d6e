/**
 * Whether it is typical: how all requests fared, as distributions, and how their prompts' lengths
 * and their waits go together.
 */
import "./typical.css";
import type { RunRecord } from "../../sim/index.ts";
import { inWindow, type Window } from "../data/window.ts";
import { clock, count, counted } from "../format.ts";
import type { Page, State } from "../state.ts";
import { make } from "./make.ts";
import { distributionPanel, panels } from "./typical/distribution-panel.ts";
import { scatterPanel } from "./typical/scatter-panel.ts";

/** What a panel is about. */
export interface Shown {
  run: RunRecord;
  /** Requests of the window; undefined where there is none. */
  rows: Int32Array | undefined;
  request: number | undefined;
}

export function typical(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const title = make(document, "h2", "", "All requests");
  const note = make(document, "span", "note");
  const header = make(document, "header");
  header.append(title, note);
  const grid = make(document, "div", "panels");
  const [ttft, tpot, e2el, itl] = panels.map((panel) => distributionPanel(panel, page));
  const all = [ttft!, tpot!, e2el!, itl!, scatterPanel(page)];
  grid.append(...all.map(({ element }) => element));
  host.classList.add("typical");
  host.replaceChildren(header, grid);

  const rowsOf = remembered();
  const draw = (state: Readonly<State>): void => {
    const { run, window, request } = state;
    if (run === undefined) return;
    const shown: Shown = { run, rows: rowsOf(run, window), request };
    const { rows } = shown;
    title.textContent = titleOf(run, rows);
    note.textContent = noteOf(run, window);
    for (const panel of all) panel.draw(shown);
  };
  store.on(["run", "window", "request"], draw);
  draw(store.get());
}

/** Rows of a window, looked for once as long as neither run nor window changes. */
function remembered(): (run: RunRecord, window: Window | undefined) => Int32Array | undefined {
  let last: { run: RunRecord; window: Window; rows: Int32Array } | undefined;
  return (run, window) => {
    if (window === undefined) return undefined;
    if (last?.run !== run || last.window !== window)
      last = { run, window, rows: inWindow(run, window) };
    return last.rows;
  };
}

function titleOf({ requests }: RunRecord, rows: Int32Array | undefined): string {
  const all = counted(requests.count, "request");
  if (rows !== undefined) return `${count(rows.length)} of ${all}`;
  return requests.count === 1 ? "The only request" : `All ${all}`;
}

function noteOf(run: RunRecord, window: Window | undefined): string {
  const open = run.requests.e2el.reduce((sum, time) => sum + (Number.isNaN(time) ? 1 : 0), 0);
  return [
    window === undefined
      ? "share of requests at or below, log scale; the shaded side misses the SLO"
      : `in the system from ${clock(window[0])} to ${clock(window[1])}; pale is the whole run`,
    ...(open > 0 ? [`${count(open)} did not finish`] : []),
  ].join("; ");
}
