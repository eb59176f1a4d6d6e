/** The editor itself: CodeMirror in the page's colours, in step with the scenario both ways. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Annotation, EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Page } from "../state.ts";
import { changeBetween } from "./change.ts";
import { problemField, showProblems } from "./problems.ts";

/** A change that comes from the page, which need not be told of it. */
const fromPage = Annotation.define<boolean>();

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "yaml-key" },
  { tag: tags.comment, class: "yaml-comment" },
  {
    tag: [tags.separator, tags.punctuation, tags.bracket, tags.squareBracket, tags.brace],
    class: "yaml-mark",
  },
]);

export function mountEditor(host: HTMLElement, { document, store }: Page): EditorView {
  const view = new EditorView({
    parent: host,
    root: document,
    state: EditorState.create({
      doc: store.get().text,
      extensions: [
        lineNumbers(),
        history(),
        highlightSpecialChars(),
        yaml(),
        indentUnit.of("  "),
        syntaxHighlighting(colours),
        // Tab is left to the page: it leads on, and never is the keyboard caught.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        problemField,
        EditorView.contentAttributes.of({
          "aria-label": "Scenario in YAML",
          "aria-description":
            "Tab leaves the editor. Control and ] indents, Control and [ undoes it.",
          tabindex: "0",
          spellcheck: "false",
        }),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          const isOurs = transactions.every((one) => one.annotation(fromPage) === true);
          if (docChanged && !isOurs) store.set({ text: state.doc.toString() });
        }),
      ],
    }),
  });

  let due: ReturnType<typeof setTimeout> | undefined;
  const follow = (): void => {
    clearTimeout(due);
    due = undefined;
    const changes = changeBetween(view.state.doc.toString(), store.get().text);
    if (!changes) return;
    view.dispatch({ changes, annotations: fromPage.of(true) });
    if (!view.hasFocus) reveal(view, changes.from);
  };
  // While a slider is dragged the editor waits, and all of the drag is one thing to undo.
  store.on(["text"], () => {
    clearTimeout(due);
    if (view.hasFocus) follow();
    else due = setTimeout(follow, REST);
  });
  view.contentDOM.addEventListener("focus", follow);
  const tell = (): void => {
    follow();
    const { problems, run } = store.get();
    view.dispatch({ effects: showProblems.of({ problems, hasRun: run !== undefined }) });
    const [first] = problems;
    if (first && !view.hasFocus && first.place.line <= view.state.doc.lines)
      reveal(view, view.state.doc.line(Math.max(1, first.place.line)).from);
  };
  store.on(["problems", "run"], tell);
  tell();
  return view;
}

/** Milliseconds without another change. */
const REST = 120;

/** Scrolls the editor, and it alone, to what has changed elsewhere. */
function reveal(view: EditorView, offset: number): void {
  view.requestMeasure({
    read: () => view.lineBlockAt(offset),
    write({ top, bottom }) {
      const { scrollDOM } = view;
      const { scrollTop, clientHeight } = scrollDOM;
      if (top >= scrollTop && bottom <= scrollTop + clientHeight) return;
      scrollDOM.scrollTop = top - clientHeight / 3;
    },
  });
}
