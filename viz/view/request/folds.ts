/** Buttons over the rows of small parts: they open and close what is folded there. */
import type { ChartContext } from "../../chart/context.ts";
import { ledgerColumns, ledgerPlaces } from "../../chart/ledger.ts";
import type { LedgerRow } from "../../data/ledger-rows.ts";
import { make } from "../make.ts";

/** Easy to hit, though its row is lower, in CSS pixels. */
const HEIGHT = 24;

export function folds(
  rows: readonly LedgerRow[],
  context: ChartContext,
  toggle: (group: number) => void,
): DocumentFragment {
  const { document } = context;
  const all = document.createDocumentFragment();
  const places = ledgerPlaces(rows);
  rows.forEach((row, at) => {
    if (row.kind !== "small") return;
    const { y, height } = places[at]!;
    const button = make(document, "button", "fold");
    button.dataset.group = String(row.group);
    button.setAttribute("aria-expanded", String(row.open));
    button.setAttribute("aria-label", `${row.parts} small parts, ${row.ms} ms`);
    button.style.top = `${y + (height - HEIGHT) / 2}px`;
    button.style.width = `${ledgerColumns(context).ms}px`;
    button.addEventListener("click", () => toggle(row.group));
    all.append(button);
  });
  return all;
}
