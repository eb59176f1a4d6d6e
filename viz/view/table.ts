/** A table of numbers as a real table, cut where nobody reads on. */

import type { Table } from "../data/table.ts";
import { count } from "../format.ts";
import { make } from "./make.ts";

const MOST = 1000;

/** The table in a box that scrolls, and a sentence where there are more rows. */
export function tableElement(
  document: Document,
  title: string,
  { columns, rows }: Table,
): Element[] {
  const table = make(document, "table");
  table.append(make(document, "caption", "visually-hidden", title));
  const names = table.createTHead().insertRow();
  for (const name of columns) {
    const cell = make(document, "th", "", name);
    cell.scope = "col";
    names.append(cell);
  }
  const body = table.createTBody();
  let more = 0;
  for (const row of rows) {
    if (body.childElementCount === MOST) more += 1;
    else body.append(rowElement(document, row));
  }
  const box = make(document, "div", "table-box");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `Table: ${title}`);
  box.append(table);
  if (more === 0) return [box];
  return [box, make(document, "p", "more", `${count(more)} more rows are in the CSV.`)];
}

function rowElement(document: Document, cells: readonly (string | number)[]): Element {
  const row = make(document, "tr");
  for (const cell of cells) {
    const isNumber = typeof cell === "number";
    row.append(make(document, "td", isNumber ? "number" : "", isNumber ? inCell(cell) : cell));
  }
  return row;
}

/** Up to six figures, and nothing for what is not known. */
const inCell = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(6))).replace("-", "−") : "";
