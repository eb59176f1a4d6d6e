/** A knob on the page: its label, a dot where it was turned, its control, and what it is for. */
import { make } from "../view/make.ts";
import { controlOf } from "./controls.ts";
import type { Knob } from "./knob.ts";
import { inWords } from "./quantity.ts";

export interface KnobRow {
  readonly element: HTMLElement;
  show(knob: Knob): void;
}

/** A value for the knob at a path; undefined takes its key out. */
export type Turn = (knob: Knob, value: unknown) => void;

let rows = 0;

export function knobRow(document: Document, first: Knob, turn: Turn): KnobRow {
  let knob = first;
  rows += 1;
  const id = `knob-${rows}`;
  const element = make(document, "div", `knob ${first.kind}`);
  const head = make(document, "div", "head");
  const dot = make(document, "button", "dot");
  dot.addEventListener("click", () => turn(knob, knob.home));
  const help = make(document, "span", "visually-hidden");
  help.id = `${id}-help`;

  const control = controlOf(first, { document, id, turn: (value) => turn(knob, value) });
  const isGroup = control.labelled.getAttribute("role") === "radiogroup";
  const label = make(document, isGroup ? "span" : "label", first.isKey ? "name key" : "name");
  label.id = `${id}-label`;
  if (isGroup) control.labelled.setAttribute("aria-labelledby", label.id);
  else (label as HTMLLabelElement).htmlFor = id;
  control.labelled.setAttribute("aria-describedby", help.id);

  head.append(dot, label, ...(control.readout ? [control.readout] : []));
  element.append(head, ...(control.body ? [control.body] : []), help);

  function show(next: Knob): void {
    knob = next;
    if (label.textContent !== knob.label) label.replaceChildren(...breakable(knob.label, document));
    help.textContent = knob.help;
    element.dataset.path = knob.path.join(".");
    element.dataset.help = knob.help;
    element.classList.toggle("changed", knob.changed);
    dot.hidden = !knob.changed;
    const home = knob.kind === "slider" ? inWords(knob, knob.home) : String(knob.home ?? "not set");
    dot.title = `Changed. Back to ${home}`;
    dot.setAttribute("aria-label", `${knob.label}: back to ${home}`);
    control.show(knob);
  }
  show(first);
  return { element, show };
}

/** A name that may break behind its underscores. */
const breakable = (name: string, document: Document): Node[] =>
  name
    .split(/(?<=_)/)
    .flatMap((part) => [document.createTextNode(part), document.createElement("wbr")]);
