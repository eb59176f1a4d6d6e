/** A study that came with the page: what a sweep or a plan found, with its evidence. */
import "./study.css";
import type { Plan, SavedStudy, SweepResult } from "../../sim/index.ts";
import { planWords } from "../data/study/plan.ts";
import { sweepWords } from "../data/study/sweep.ts";
import type { Page, State } from "../state.ts";
import { make } from "./make.ts";
import { planEvidence } from "./study/plan.ts";
import { sweepEvidence } from "./study/sweep.ts";

export function study(host: HTMLElement, page: Page): void {
  const { document, store } = page;

  function build(saved: SavedStudy): HTMLElement[] {
    const { headline, sentences } =
      saved.kind === "plan"
        ? planWords(saved.result as Plan)
        : sweepWords(saved.result as SweepResult);
    const list = make(document, "ul", "notes");
    list.append(...sentences.map((words) => make(document, "li", "", words)));
    const evidence = saved.kind === "plan" ? planEvidence : sweepEvidence;
    return [make(document, "h1", "headline", headline), list, ...evidence(page, saved)];
  }

  const show = ({ study: saved }: Readonly<State>): void => {
    if (saved === undefined || saved.kind === "comparison") host.replaceChildren();
    else host.replaceChildren(...build(saved));
  };
  store.on(["study"], show);
  show(store.get());
}
