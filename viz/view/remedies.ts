/**
 * What would help: changes that were really run, and what each brought.
 *
 * One that a scenario can say is applied at a click, and taken back at another.
 */

import { type Edit, type Offer, offers } from "../data/remedies.ts";
import { THIN } from "../format.ts";
import { withValue } from "../panel/patch.ts";
import type { Page, State } from "../state.ts";
import { icon } from "./icon.ts";
import { make } from "./make.ts";

const ARROW = "→";

export function remediesView({ document, store }: Page): HTMLElement {
  const host = make(document, "p", "remedies");
  /** The scenario before a remedy was applied, as long as it is the applied one that runs. */
  let taken: { before: string; after: string } | undefined;

  const show = ({ run, why, text }: Readonly<State>): void => {
    host.replaceChildren();
    if (taken?.after === text) host.append(undoButton(taken.before), " ");
    if (run?.scenario == null) return;
    if (why === undefined) {
      if (run.summary?.status === "finished" && run.text === text)
        host.append(make(document, "span", "asking", "Asking what would help…"));
      return;
    }
    const found = offers(why, run.scenario);
    const nothing = "No limit that is eased by a tenth makes it better.";
    host.append(make(document, "span", "asking", found.length > 0 ? "What would help: " : nothing));
    for (const [index, offer] of found.entries()) {
      if (index > 0) host.append(make(document, "span", "asking", " · "));
      host.append(changeOf(offer), `, ${offer.effect}`);
    }
  };

  function changeOf({ change, edits }: Offer): HTMLElement {
    if (edits.length === 0) return inWords(document, make(document, "b"), change);
    const button = inWords(document, make(document, "button", "remedy"), change);
    button.title = "Write this into the scenario";
    button.addEventListener("click", () => apply(edits));
    return button;
  }

  function apply(edits: readonly Edit[]): void {
    const before = store.get().text;
    const after = edits.reduce((text, { path, value }) => withValue(text, path, value), before);
    taken = { before, after };
    store.set({ text: after });
  }

  function undoButton(before: string): HTMLElement {
    const button = make(document, "button", "button", "Undo");
    button.addEventListener("click", () => store.set({ text: before }));
    return button;
  }

  store.on(["run", "why", "text"], show);
  show(store.get());
  return host;
}

/** "engines 2 → 3", with the arrow drawn: a font may lack it. */
function inWords<E extends HTMLElement>(document: Document, host: E, change: string): E {
  for (const [index, words] of change.split(ARROW).entries()) {
    if (index > 0)
      host.append(icon(document, "right"), make(document, "span", "visually-hidden", ARROW));
    host.append(words.replaceAll(" %", `${THIN}%`));
  }
  return host;
}
