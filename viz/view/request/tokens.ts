/**
 * Token by token: one request replayed, in the worker, and its gaps drawn.
 *
 * A replay takes as long as the run did up to there, so it begins by itself only once the reader
 * has selected a request and rests; otherwise a button asks for it.
 */
import type { RunRecord } from "../../../sim/index.ts";
import type { ChartContext } from "../../chart/context.ts";
import { tokens as chart, tokensPerBar } from "../../chart/tokens.ts";
import { objectivesOf } from "../../data/objectives.ts";
import { endingOf } from "../../data/request-line.ts";
import { nameOf } from "../../data/request-words.ts";
import { longestGap, type TokenGaps, tokenGaps } from "../../data/token-gaps.ts";
import { tokenTable } from "../../data/token-table.ts";
import { gapInWords } from "../../data/token-words.ts";
import { count } from "../../format.ts";
import type { Page } from "../../state.ts";
import { Superseded } from "../../worker/simulator.ts";
import { figure } from "../figure.ts";
import { make } from "../make.ts";
import { onWidth } from "../width.ts";

/** Milliseconds of rest before a replay. */
const REST = 300;

export interface TokenStrip {
  element: HTMLElement;
  /** Turns to another request; `chosen` is whether the reader selected it. */
  about(request: number | undefined, chosen: boolean): void;
}

export function tokens(page: Page): TokenStrip {
  const { document, store, simulator } = page;
  const shown = figure(page, { id: "tokens", title: "Token by token", level: 3 });
  let request: number | undefined;
  let of: RunRecord | undefined;
  let gaps: TokenGaps | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const draw = (context: ChartContext): void => {
    const { run } = store.get();
    if (run === null || run === undefined || gaps === undefined) return;
    const longest = longestGap(gaps);
    if (longest === undefined) {
      shown.empty("It got one token, so there are no gaps between tokens.");
      return;
    }
    const said = gapInWords(run, gaps, longest);
    const per = tokensPerBar(gaps, context);
    shown.note(noteOf(per, context.narrow ? said : ""));
    const { itl: objective } = objectivesOf(run, gaps.request);
    const whose = `${count(gaps.count + 1)} tokens of ${nameOf(gaps.request)}`;
    const finding = `Gaps between the ${whose}: ${said}.`;
    shown.show(chart({ gaps, objective, said }, context), finding);
  };
  const width = onWidth(shown.body, page, draw);

  const ask = async (): Promise<void> => {
    const { run, files } = store.get();
    if (run?.text == null || request === undefined) return;
    const asked = request;
    wait(`Replaying the run up to the end of ${nameOf(asked)}.`);
    try {
      const question = { kind: "tokens", text: run.text, files, request: asked } as const;
      const { tokens: columns } = await simulator.ask(question);
      if (asked !== request || run !== store.get().run) return;
      const found = tokenGaps(run, columns);
      gaps = found;
      shown.table(() => tokenTable(found));
      width.redraw();
    } catch (error) {
      if (error instanceof Superseded) return;
      const why = error instanceof Error ? error.message : String(error);
      wait(`The replay did not come to its end: ${why}`);
    }
  };
  const wait = (sentence: string): void => {
    shown.note("");
    shown.empty(sentence);
  };
  const offer = (): void => {
    const button = make(document, "button", "button ask", "Show each token");
    button.addEventListener("click", ask);
    shown.note("");
    shown.body.replaceChildren(button);
  };

  return {
    element: shown.element,
    about(next, chosen) {
      const { run } = store.get();
      if (next === request && run === of && (gaps !== undefined || !chosen)) return;
      request = next;
      of = run;
      gaps = undefined;
      clearTimeout(timer);
      const there = run !== undefined && next !== undefined && endingOf(run, next) === "done";
      shown.element.hidden = !there;
      if (!there) return;
      if (run.text === null)
        wait("This run came as a table, without its scenario: it cannot be replayed.");
      else {
        offer();
        if (chosen) timer = setTimeout(ask, REST);
      }
    },
  };
}

/** @param said what a narrow drawing has no room for */
function noteOf(tokensPerBar: number, said: string): string {
  const bars = tokensPerBar > 1 ? `, a bar the longest of ${count(tokensPerBar)}` : "";
  const finding = said === "" ? "" : ` ${said[0]!.toUpperCase()}${said.slice(1)}.`;
  return `The gap before each${bars}, in the colours of the parts above.${finding}`;
}
