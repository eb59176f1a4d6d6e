/**
 * Compare: the run that was kept against the one that the knobs make, on the same axes and request
 * by request.
 */
import "./compare.css";
import "./typical.css";
import type { RunRecord } from "../../sim/index.ts";
import { contestantsOf } from "../data/compare/contestants.ts";
import { pairsOf } from "../data/compare/pairs.ts";
import { type Replicated, replicated, replicatedHeadline } from "../data/compare/replicated.ts";
import { groundsOf, headlineOf } from "../data/compare/words.ts";
import { runKept } from "../kept-runs.ts";
import type { Page, State } from "../state.ts";
import { actionsView } from "./compare/actions.ts";
import { axesPanel } from "./compare/axes-panel.ts";
import { cdfPanels } from "./compare/cdf-panel.ts";
import { differencePanel } from "./compare/difference-panel.ts";
import { pairsPanel } from "./compare/pairs-panel.ts";
import { whoView } from "./compare/who.ts";
import { make } from "./make.ts";

export function compare(host: HTMLElement, page: Page): void {
  const { document, store } = page;
  const said = make(document, "div", "said");
  said.setAttribute("aria-live", "polite");
  const who = whoView(page);
  const evidence = make(document, "div", "evidence");
  const grid = make(document, "div", "panels");
  const distributions = cdfPanels(page);
  const all = [differencePanel(page), axesPanel(page), pairsPanel(page), ...distributions];
  grid.append(...distributions.map(({ element }) => element));
  const title = make(document, "h2", "", "All requests of each run");
  evidence.append(...all.slice(0, 3).map(({ element }) => element), title, grid);
  host.replaceChildren(said, who.element, actionsView(page), evidence);
  runKept(page);

  const show = (state: Readonly<State>): void => {
    if (state.room !== "compare") return;
    const contestants = contestantsOf(state);
    evidence.hidden = contestants === undefined || isSame(state);
    who.show(evidence.hidden ? undefined : contestants);
    said.replaceChildren(...wordsOf(state));
    if (contestants === undefined || evidence.hidden) return;
    for (const panel of all) panel.draw(contestants);
  };

  function wordsOf(state: Readonly<State>): HTMLElement[] {
    const headline = (words: string) => make(document, "h1", "headline", words);
    const sentence = (words: string) => make(document, "p", "sentence", words);
    const contestants = contestantsOf(state);
    if (state.kept.length === 0)
      return [
        headline("Nothing is kept to compare with."),
        sentence("Keep the run that is shown as A; then turn a knob, and the next run is B."),
      ];
    if (contestants === undefined) return [headline("The run to compare with is being simulated.")];
    if (isSame(state))
      return [
        headline("A is kept. Turn a knob: the next run is B."),
        sentence(
          "Both meet the same requests, each to be held against itself. Esc leads back to the run.",
        ),
      ];
    const pair = [contestants[0]!.run, contestants[1]!.run] as const;
    const pairing = pairsOf(...pair);
    const told = replicated(state.study, contestants);
    if (told !== undefined) return [...verdictOf(told), sentence(firstOf(pair))];
    const words = headlineOf(pair, pairing) || "A and B, figure by figure.";
    return [headline(words), sentence(groundsOf(pair, pairing))];
  }

  function verdictOf(told: Replicated): HTMLElement[] {
    const list = make(document, "ul", "notes");
    const all = [...told.sentences, ...told.notes];
    list.append(...all.map((words) => make(document, "li", "", words)));
    return [make(document, "h1", "headline", replicatedHeadline(told)), list];
  }

  store.on(["room", "kept", "run", "names", "request", "study"], show);
  show(store.get());
}

/** Of whom the curves are, where the verdict is of many runs. */
const firstOf = ([{ scenario }]: readonly [RunRecord, RunRecord]): string =>
  `The curves below are of one run each, the first${scenario ? ` (seed ${scenario.seed})` : ""}.`;

/** The run that was just kept is still the one that is shown. */
const isSame = ({ kept, run }: Readonly<State>): boolean =>
  kept.length === 1 && (kept[0]!.run === run || isSameText(kept[0]!.text, run?.text));

const isSameText = (a: string | null, b: string | null | undefined): boolean =>
  a !== null && a === b;
