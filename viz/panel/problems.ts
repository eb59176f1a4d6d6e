/** Problems in the editor: what is wrong is underlined, and below its line stands why. */
import { type EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import type { Located } from "../../sim/index.ts";
import { make } from "../view/make.ts";
import { sentence } from "./editor.ts";

export interface Shown {
  problems: readonly Located[];
  /** The charts show a run before it. */
  hasRun: boolean;
}

export const showProblems = StateEffect.define<Shown>();

class Message extends WidgetType {
  readonly text: string;
  readonly last: boolean;
  constructor(text: string, last: boolean) {
    super();
    this.text = text;
    this.last = last;
  }
  override eq({ text, last }: Message): boolean {
    return text === this.text && last === this.last;
  }
  override toDOM({ contentDOM: { ownerDocument } }: EditorView): HTMLElement {
    const element = make(ownerDocument, "div", "problem", this.text);
    if (this.last)
      element.append(make(ownerDocument, "span", "", " The charts show the last valid run."));
    // Read out once, by the line that says what is new.
    element.setAttribute("aria-hidden", "true");
    return element;
  }
}

const wrongLine = Decoration.line({ class: "wrong" });
const wrongValue = Decoration.mark({ class: "wrong-value" });

/** The value or the key at a place. */
const TOKEN = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s,:{}[\]#]+(?::\S+)*)/;

function decorationsOf({ doc }: EditorState, { problems, hasRun }: Shown): DecorationSet {
  const placed = problems.filter(({ place: { line } }) => line >= 1 && line <= doc.lines);
  const ranges = placed.flatMap((problem, index) => {
    const line = doc.line(problem.place.line);
    const from = Math.min(line.to, line.from + problem.place.column - 1);
    const length = TOKEN.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
    const isLast = hasRun && index === placed.length - 1;
    const widget = Decoration.widget({
      widget: new Message(sentence(problem), isLast),
      block: true,
      side: 1,
    });
    return [
      wrongLine.range(line.from),
      ...(length > 0 ? [wrongValue.range(from, from + length)] : []),
      widget.range(line.to),
    ];
  });
  return Decoration.set(ranges, true);
}

export const problemField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, { changes, effects, state }) {
    const shown = effects.find((effect) => effect.is(showProblems));
    return shown ? decorationsOf(state, shown.value) : decorations.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
