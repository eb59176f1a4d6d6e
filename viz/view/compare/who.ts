/** Who is compared: each run by its letter and name, and the settings in which they differ. */
import { strokeOf } from "../../chart/compare/colours.ts";
import type { Contestant } from "../../data/compare/contestants.ts";
import { type Setting, whatDiffers } from "../../data/compare/what-differs.ts";
import { count } from "../../format.ts";
import type { Page } from "../../state.ts";
import { make } from "../make.ts";

export interface Who {
  element: HTMLElement;
  show(contestants: readonly Contestant[] | undefined): void;
}

/** More settings are counted. */
const MOST = 12;

export function whoView({ document }: Page): Who {
  const element = make(document, "div", "who");
  const box = make(document, "div", "box");
  const caption = "Runs that are compared, and the settings in which they differ";

  function tableOf(contestants: readonly Contestant[], settings: readonly Setting[]): HTMLElement {
    const table = make(document, "table");
    table.append(make(document, "caption", "visually-hidden", caption));
    const head = table.createTHead().insertRow();
    head.append(make(document, "td"));
    for (const [at, { letter, name, run }] of contestants.entries()) {
      const cell = make(document, "th");
      cell.scope = "col";
      const { colour, dash } = strokeOf(at);
      cell.style.borderTopColor = colour;
      cell.style.borderTopStyle = dash === null ? "solid" : "dashed";
      cell.append(make(document, "b", "", letter), ` ${name ?? run.name}`);
      head.append(cell);
    }
    const body = table.createTBody();
    for (const { path, values } of settings) {
      const row = body.insertRow();
      const cell = make(document, "th", "path", path);
      cell.scope = "row";
      row.append(cell, ...values.map((value) => make(document, "td", "", value ?? "–")));
    }
    return table;
  }

  return {
    element,
    show(contestants) {
      element.hidden = contestants === undefined;
      if (contestants === undefined) return;
      const differ = whatDiffers(contestants.map(({ run }) => run)) ?? [];
      const onePool = contestants.every(({ run }) => run.scenario?.cluster.pools.length === 1);
      const settings = differ.slice(0, MOST).map(({ path, values }) => ({
        path: onePool ? path.replace(/^cluster\.pools\.0\./, "") : path,
        values,
      }));
      box.replaceChildren(tableOf(contestants, settings));
      element.replaceChildren(box);
      const more = differ.length - settings.length;
      if (more > 0)
        element.append(make(document, "p", "more", `and ${count(more)} further settings`));
    },
  };
}
