/** The ranked table: what became of each candidate or point, and a way to run it here. */
import type { Ranked, RankedRow } from "../../data/study/ranked.ts";
import type { Table } from "../../data/table.ts";
import type { Page } from "../../state.ts";
import { type FigureOptions, figure } from "../figure.ts";
import { make } from "../make.ts";

export interface RankedSource {
  ranked: Ranked;
  /** What a row is of: "candidate", "settings". */
  of: string;
  note: string;
  run(row: RankedRow): void;
  /** A row is looked at, or none any more. */
  look(row: RankedRow | undefined): void;
}

export function rankedPanel(page: Page, options: FigureOptions, source: RankedSource): HTMLElement {
  const { document } = page;
  const { ranked, of, note, run, look } = source;
  const frame = figure(page, { ...options, class: "ranked" });
  frame.note(note);
  frame.table(() => tableOf(source));

  const table = make(document, "table");
  table.append(make(document, "caption", "visually-hidden", options.title));
  const head = table.createTHead().insertRow();
  for (const name of [of, ...ranked.columns]) {
    const isWord = name === of || WORDS.includes(name);
    const cell = make(document, "th", isWord ? "" : "number", name);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of ranked.rows) body.append(rowOf(row));
  const box = make(document, "div", "table-box");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", options.title);
  box.append(table);
  frame.body.replaceChildren(box);

  function rowOf(row: RankedRow): HTMLTableRowElement {
    const line = make(document, "tr", row.isChosen ? "chosen" : row.isGood ? "" : "out");
    const name = make(document, "th", "");
    name.scope = "row";
    const button = make(document, "button", "run", row.label);
    button.type = "button";
    button.title = "Run this one here";
    button.addEventListener("click", () => run(row));
    name.append(button);
    line.append(name, ...row.cells.map((cell, at) => cellOf(document, cell, ranked.columns[at]!)));
    for (const event of ["pointerenter", "focusin"]) line.addEventListener(event, () => look(row));
    for (const event of ["pointerleave", "focusout"])
      line.addEventListener(event, () => look(undefined));
    return line;
  }

  return frame.element;
}

const cellOf = (document: Document, cell: string | number, column: string): HTMLElement =>
  make(document, "td", WORDS.includes(column) ? column : "number", String(cell));

/** Columns of words; others hold numbers. */
const WORDS: readonly string[] = ["status", "why"];

const tableOf = ({ ranked, of }: RankedSource): Table => ({
  columns: [of, ...ranked.columns, "answer"],
  rows: ranked.rows.map(({ label, cells, isChosen }) => [label, ...cells, isChosen ? "yes" : "no"]),
});
