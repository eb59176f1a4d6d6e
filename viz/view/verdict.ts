/**
 * The verdict: is it good, what binds, what would help, and six numbers.
 *
 * It changes only when a run has come to its end, so that who hears the page hears it once.
 */
import "./controls.css";
import "./verdict.css";
import { headline } from "../data/headline.ts";
import type { Page, State } from "../state.ts";
import { cellsView } from "./cells.ts";
import { make } from "./make.ts";
import { noticeView } from "./notice.ts";
import { remediesView } from "./remedies.ts";
import { troubles } from "./troubles.ts";

export function verdict(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const said = make(document, "div", "said");
  said.setAttribute("aria-live", "polite");
  const notes = make(document, "ul", "notes");
  host.replaceChildren(
    noticeView(page),
    troubles(page),
    said,
    notes,
    remediesView(page),
    cellsView(page),
  );

  const show = ({ run }: Readonly<State>): void => {
    if (run === undefined) return;
    const title = make(document, "h1", "headline");
    const { share, limit, rest } = headline(run);
    title.append(share);
    if (limit !== null) {
      const binds = make(document, "em", "binds", limit.words);
      binds.style.setProperty("--hue", `var(--${limit.hue})`);
      title.append(" ", binds, rest);
    }
    said.replaceChildren(title);
    const { summary } = run;
    if (summary !== null) said.append(make(document, "p", "sentence", summary.verdict.sentence));
    const { sentence = null } = summary?.stability ?? {};
    const all = [...(sentence === null ? [] : [sentence]), ...(summary?.notes ?? [])];
    notes.replaceChildren(...all.map((note) => make(document, "li", "", note)));
    notes.hidden = all.length === 0;
  };
  store.on(["run"], show);
  show(store.get());
}
