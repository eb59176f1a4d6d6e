/**
 * A figure: a title, lighter words, a chart, and the numbers behind it as a table.
 *
 * A quiet menu shows the table and takes the figure along as CSV, SVG or PNG.
 */
import "../chart/chart.css";
import "./figure.css";
import type { Table } from "../data/table.ts";
import { csvFile, pngFile, save, svgFile } from "../download.ts";
import type { Page } from "../state.ts";
import { make } from "./make.ts";
import { menu } from "./menu.ts";
import { tableElement } from "./table.ts";

export type { Table } from "../data/table.ts";

export interface Figure {
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  /** The lighter words after the title. */
  note(text: string): void;
  /** Puts a chart in the place of the old one; `finding` is what it says, for those who hear it. */
  show(chart: Element, finding: string): void;
  /** Instead of a chart: the fact, the cause, the way out. */
  empty(sentence: string): void;
  /** Behind the "Table" toggle, and for the download as CSV. */
  table(of: () => Table): void;
}

export interface FigureOptions {
  id: string;
  title: string;
  level?: 2 | 3;
  class?: string;
}

export function figure(page: Page, options: FigureOptions): Figure {
  const { document, store } = page;
  const { id, title, level = 2 } = options;
  const element = make(document, "figure", `figure ${options.class ?? ""}`.trim());
  element.id = id;
  const heading = make(document, `h${level}`, "title", title);
  const note = make(document, "span", "note");
  const body = make(document, "div", "body");
  const behind = make(document, "div", "behind");
  behind.hidden = true;
  let rows: (() => Table) | undefined;

  const nameOf = (extension: string): string =>
    `${fileName(store.get().run?.name ?? "run")}-${id}.${extension}`;
  const fill = (): void => {
    if (rows !== undefined && !behind.hidden)
      behind.replaceChildren(...tableElement(document, title, rows()));
  };
  const { button, entries, list } = menu(document, `Table and downloads: ${title}`, {
    Table: () => {
      behind.hidden = !behind.hidden;
      entries.Table.setAttribute("aria-pressed", String(!behind.hidden));
      fill();
    },
    CSV: async () => rows && save(document, nameOf("csv"), await csvFile(rows())),
    SVG: () => save(document, nameOf("svg"), svgFile(body, title)),
    PNG: async () => save(document, nameOf("png"), await pngFile(body, title)),
  });
  entries.Table.setAttribute("aria-pressed", "false");
  const offer = (): void => {
    const drawn = body.querySelector("svg, canvas") !== null;
    for (const entry of [entries.Table, entries.CSV]) entry.hidden = rows === undefined;
    for (const entry of [entries.SVG, entries.PNG]) entry.hidden = !drawn;
    button.hidden = rows === undefined && !drawn;
  };
  button.addEventListener("click", offer);
  offer();

  const caption = make(document, "figcaption");
  caption.append(heading, note, button, list);
  element.append(caption, body, behind);

  return {
    element,
    body,
    note(text) {
      note.textContent = text;
    },
    show(chart, finding) {
      if (!chart.hasAttribute("role")) chart.setAttribute("role", "img");
      chart.setAttribute("aria-label", finding);
      body.replaceChildren(chart);
      offer();
    },
    empty(sentence) {
      body.replaceChildren(make(document, "p", "empty", sentence));
      offer();
    },
    table(of) {
      rows = of;
      offer();
      fill();
    },
  };
}

/** What a file may be called everywhere. */
const fileName = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+/, "")
    .slice(0, 60) || "run";
